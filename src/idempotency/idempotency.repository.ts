import { Injectable } from '@nestjs/common';
import { type Caller, type IdempotencyKey } from '../auth/caller';
import { type Permission } from '../auth/permissions';
import { Database } from '../database/database';
import { type Queries } from '../database/queries';
import { statement } from '../database/statement';

/** The response to a write. */
export interface StoredResponse {
  readonly status: number;
  readonly location: string | null;
  readonly body: string;
  /** What stored rows asked for. */
  readonly permissions: readonly Permission[];
}

export interface KeptRequest extends StoredResponse {
  readonly request_hash: string;
}

/** What became of a line that was imported with a key. */
export interface KeptLine {
  readonly key: string;
  readonly request_hash: string;
  readonly body: string;
}

export interface ExpiredCompanies {
  readonly companies: readonly number[];
  /** Where to go on; null at the end. */
  readonly last: number | null;
}

/** How long a key is good for, by the database's clock. */
const LIFETIME = "interval '24 hours'";
/** How many keys are deleted at once: some ten milliseconds. */
const PORTION = 1000;
const MAX_COMPANIES = 1000;

type Parameters = 'company_id' | 'person_id' | 'key';

const FIND = statement<Parameters>(
  'find-idempotency-key',
  `select request_hash, status, location, body, permissions from idempotency_keys
    where company_id = :company_id and person_id = :person_id and key = :key and created_at > now() - ${LIFETIME}`,
);

const STORE = statement<Parameters | 'request_hash' | keyof StoredResponse>(
  'store-idempotency-key',
  `insert into idempotency_keys (
     company_id, person_id, key, created_at, request_hash, status, location, body, permissions)
   values (
     :company_id, :person_id, :key, statement_timestamp(), :request_hash, :status, :location, :body, :permissions)
   on conflict (company_id, person_id, key) do nothing
   returning key`,
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

const FIND_COMPANIES = statement<'after'>(
  'find-companies-after',
  `select id from companies where id > :after order by id limit ${MAX_COMPANIES}`,
);

/**
 * Those of some companies that have expired keys: a look into an index for each, whatever the number of keys. A company with
 * keys has roles, which are on its node where tables are distributed.
 */
const FIND_EXPIRED = statement<'company_ids'>(
  'find-companies-with-expired-idempotency-keys',
  `select distinct company_id from roles
    where company_id = any(:company_ids::bigint[])
      and exists (
        select from idempotency_keys
         where idempotency_keys.company_id = roles.company_id and created_at <= now() - ${LIFETIME})
    order by company_id`,
);

/**
 * Deletes a portion of a company's expired keys, unless another process does so. The lock ends with the statement.
 * `is_more`: more may be left.
 */
const DELETE_EXPIRED = statement<'company_id'>(
  'delete-expired-idempotency-keys',
  `with turn as materialized (
     select pg_try_advisory_xact_lock(hashtext('delete-expired-idempotency-keys'), hashint8(:company_id)) as is_ours
   ),
   expired as materialized (
     select person_id, key from idempotency_keys
      where company_id = :company_id and created_at <= now() - ${LIFETIME} and (select is_ours from turn)
      order by created_at limit ${PORTION}
   ),
   deleted as (
     delete from idempotency_keys using expired
      where idempotency_keys.company_id = :company_id and idempotency_keys.person_id = expired.person_id
        and idempotency_keys.key = expired.key
     returning 1
   )
   select count(*) = ${PORTION} as is_more from deleted`,
);

@Injectable()
export class IdempotencyRepository {
  constructor(private readonly database: Database) {}

  async find(caller: Caller, key: string): Promise<KeptRequest | undefined> {
    const { companyId, personId } = caller;
    const [row] = await this.database
      .for(caller)
      .query<KeptRequest & object, Parameters>(FIND, { company_id: companyId, person_id: personId, key });
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

  /** False: the key exists, and nothing was stored. */
  async store(
    queries: Queries,
    { companyId, personId }: Caller,
    { key, requestHash }: IdempotencyKey,
    response: StoredResponse,
  ): Promise<boolean> {
    const stored = await queries.query(STORE, {
      company_id: companyId,
      person_id: personId,
      key,
      request_hash: requestHash,
      ...response,
    });
    return stored.length > 0;
  }

  /** Looks at some of the companies after this one, in their order. */
  async findCompaniesWithExpired(after: number): Promise<ExpiredCompanies> {
    const next = await this.database.query<{ id: number }, 'after'>(FIND_COMPANIES, { after });
    const ids = next.map(({ id }) => id);
    const rows = await this.database.query<{ company_id: number }, 'company_ids'>(FIND_EXPIRED, {
      company_ids: ids,
    });
    return {
      companies: rows.map(({ company_id: companyId }) => companyId),
      last: ids.length === MAX_COMPANIES ? ids.at(-1)! : null,
    };
  }

  /** Deletes some of a company's expired keys, and returns whether there may be more. */
  async deleteExpired(companyId: number): Promise<boolean> {
    const [row] = await this.database.query<{ is_more: boolean }, 'company_id'>(DELETE_EXPIRED, {
      company_id: companyId,
    });
    return row!.is_more;
  }
}
