import { Injectable } from '@nestjs/common';
import { type Caller, type IdempotencyKey } from '../access/caller';
import { Database, type Queries } from '../database/database';
import { statement } from '../database/statement';

/** How a write was answered. */
export interface KeptAnswer {
  readonly status: number;
  readonly location: string | null;
  readonly body: string;
}

/** What became of a line that was imported with a key. */
export interface KeptLine {
  readonly key: string;
  readonly request_hash: string;
  readonly body: string;
}

/** How long a key is good for, by the database's clock. */
const LIFETIME = "interval '24 hours'";

type Parameters = 'company_id' | 'person_id' | 'key';

const FIND = statement<Parameters>(
  'find-idempotency-key',
  `select request_hash, status, location, body from idempotency_keys
    where company_id = :company_id and person_id = :person_id and key = :key and created_at > now() - ${LIFETIME}`,
);

const STORE = statement<Parameters | 'request_hash' | 'status' | 'location' | 'body'>(
  'store-idempotency-key',
  `insert into idempotency_keys (company_id, person_id, key, created_at, request_hash, status, location, body)
   values (:company_id, :person_id, :key, statement_timestamp(), :request_hash, :status, :location, :body)`,
);

/** The age is written so that no index helps with it: the one on the keys is the right one, however few there are. */
const FIND_MANY = statement<'company_id' | 'person_id' | 'keys'>(
  'find-idempotency-keys',
  `select key, request_hash, body from idempotency_keys
    where company_id = :company_id and person_id = :person_id and key = any(:keys::text[])
      and now() - created_at < ${LIFETIME}`,
);

const DELETE_EXPIRED_OF = statement<'company_id' | 'person_id' | 'keys'>(
  'delete-expired-idempotency-keys-of',
  `delete from idempotency_keys
    where company_id = :company_id and person_id = :person_id and key = any(:keys::text[])
      and now() - created_at >= ${LIFETIME}`,
);

/** In portions, so that it never holds anybody up. */
const DELETE_EXPIRED = statement<'company_id'>(
  'delete-expired-idempotency-keys',
  `delete from idempotency_keys
    where company_id = :company_id and (person_id, key) in (
      select person_id, key from idempotency_keys
       where company_id = :company_id and created_at <= now() - ${LIFETIME} limit 10000)`,
);

@Injectable()
export class IdempotencyRepository {
  constructor(private readonly database: Database) {}

  async find(
    { companyId, personId }: Caller,
    key: string,
  ): Promise<(KeptAnswer & { readonly request_hash: string }) | undefined> {
    const [row] = await this.database.query<KeptAnswer & { request_hash: string }, Parameters>(FIND, {
      company_id: companyId,
      person_id: personId,
      key,
    });
    return row;
  }

  /** The known ones of many keys. */
  async findMany(caller: Caller, keys: readonly string[]): Promise<KeptLine[]> {
    const { companyId, personId } = caller;
    return this.database
      .for(caller)
      .query<KeptLine & object, 'company_id' | 'person_id' | 'keys'>(FIND_MANY, {
        company_id: companyId,
        person_id: personId,
        keys,
      });
  }

  async deleteExpiredOf(caller: Caller, keys: readonly string[]): Promise<void> {
    const { companyId, personId } = caller;
    await this.database
      .for(caller)
      .query(DELETE_EXPIRED_OF, { company_id: companyId, person_id: personId, keys });
  }

  async store(
    queries: Queries,
    { companyId, personId }: Caller,
    { key, requestHash }: IdempotencyKey,
    answer: KeptAnswer,
  ): Promise<void> {
    await queries.query(STORE, {
      company_id: companyId,
      person_id: personId,
      key,
      request_hash: requestHash,
      ...answer,
    });
  }

  async deleteExpired({ companyId }: Caller): Promise<void> {
    await this.database.query(DELETE_EXPIRED, { company_id: companyId });
  }
}
