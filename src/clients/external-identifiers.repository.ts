import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { Database } from '../database/database';
import { statement } from '../database/statement';
import { type Failure } from '../fields/failure';
import { type ExternalIdentifier, type ExternalIdentifierDto } from './external-identifier.dto';

type Given = readonly ExternalIdentifierDto[];
type Stored = readonly ExternalIdentifier[];

export const EXTERNAL_IDENTIFIERS = 'external_identifiers';

/** SQL of the identifiers of the row of clients in question. */
export const externalIdentifiersSql = (company: string): string => `(
  select coalesce(json_agg(json_build_object('id', own.id, 'external_id', own.external_id, 'type', own.type) order by own.id), '[]')
    from client_external_identifiers as own
   where own.company_id = ${company} and own.client_id = clients.id)`;

const LIST = statement<'company_id' | 'client_id'>(
  'list-identifiers-of-client',
  `select id, external_id, type from client_external_identifiers
    where company_id = :company_id and client_id = :client_id order by id`,
);

const FIND_TAKEN = statement<'company_id' | 'client_id' | 'external_ids' | 'types'>(
  'find-taken-identifiers',
  `select external_id, type from client_external_identifiers
    where company_id = :company_id and client_id is distinct from :client_id::bigint and deleted_at is null
      and (external_id, type) in (select * from unnest(:external_ids::text[], :types::text[]))`,
);

const REMOVE = statement<'company_id' | 'ids'>(
  'remove-identifiers-of-client',
  'delete from client_external_identifiers where company_id = :company_id and id = any(:ids::bigint[])',
);

const ADD = statement<'company_id' | 'client_id' | 'external_ids' | 'types'>(
  'add-identifiers-of-client',
  `insert into client_external_identifiers (company_id, client_id, external_id, type)
   select :company_id, :client_id, external_id, type
     from unnest(:external_ids::text[], :types::text[]) with ordinality as given (external_id, type, position)
    order by position`,
);

const NEXT_IDS = statement<'count'>(
  'take-ids-of-identifiers',
  // The number hidden in a subquery: if the planner saw how small it is, it would plan each execution for its number.
  `select nextval(pg_get_serial_sequence('client_external_identifiers', 'id')) as id
     from generate_series(1, (select :count::integer))`,
);

const ADD_WITH_ID = statement<'company_id' | 'client_id' | 'ids' | 'external_ids' | 'types'>(
  'put-identifiers-of-client',
  `insert into client_external_identifiers (company_id, client_id, id, external_id, type)
   select :company_id, :client_id, id, external_id, type
     from unnest(:ids::bigint[], :external_ids::text[], :types::text[]) as given (id, external_id, type)`,
);

const RELEASE = statement<'company_id' | 'client_id'>(
  'release-identifiers-of-client',
  `update client_external_identifiers set deleted_at = statement_timestamp(), updated_at = statement_timestamp()
    where company_id = :company_id and client_id = :client_id`,
);

/** What other systems call the clients. No two clients that are not deleted share type and external id. */
@Injectable()
export class ExternalIdentifiersRepository {
  constructor(private readonly database: Database) {}

  /** What the company's data has against a client, null for a new one, having these identifiers and no others. */
  async failuresOf(caller: Caller, clientId: number | null, given: Given): Promise<Failure[]> {
    const own = clientId === null ? [] : await this.list(caller, clientId);
    const ownIds = new Set(own.map(({ id }) => id));
    const taken = await this.database
      .for(caller)
      .query<Given[number], 'company_id' | 'client_id' | 'external_ids' | 'types'>(FIND_TAKEN, {
        company_id: caller.companyId,
        client_id: clientId,
        ...columnsOf(given),
      });
    const takenPairs = new Set(taken.map(pairOf));
    const failures: Failure[] = [];
    for (const [at, one] of given.entries()) {
      const fail = (field: string, message: string): void => {
        failures.push({ field: `${EXTERNAL_IDENTIFIERS}[${at}].${field}`, message });
      };
      const { id = null } = one;
      if (id !== null) {
        if (!ownIds.has(id)) fail('id', 'is not the ID of an external identifier of this client');
        else if (given.findIndex((other) => other.id === id) < at) fail('id', 'must not be given twice');
      }
      const first = given.findIndex((other) => pairOf(other) === pairOf(one));
      if (first < at)
        fail('external_id', `must not be given twice with this type, as in position ${first + 1}`);
      else if (takenPairs.has(pairOf(one)))
        fail('external_id', 'is taken: another client of this company has it with this type');
    }
    return failures;
  }

  /** The identifiers as those of a new client will be. */
  async withIds(caller: Caller, given: Given): Promise<ExternalIdentifier[]> {
    if (given.length === 0) return [];
    const rows = await this.database
      .for(caller)
      .query<{ id: number }, 'count'>(NEXT_IDS, { count: given.length });
    return given.map(({ external_id, type }, at) => ({ id: rows[at]!.id, external_id, type }));
  }

  /** Gives them to a new client. */
  async add(caller: Caller, clientId: number, identifiers: Stored): Promise<void> {
    if (identifiers.length === 0) return;
    const key = { company_id: caller.companyId, client_id: clientId };
    const ids = identifiers.map(({ id }) => id);
    await this.database.for(caller).query(ADD_WITH_ID, { ...key, ids, ...columnsOf(identifiers) });
  }

  /** Makes these the identifiers of a client that is locked, and returns what that changed, if it did. */
  async replace(
    caller: Caller,
    clientId: number,
    given: Given,
  ): Promise<{ readonly from: Stored; readonly to: Stored } | undefined> {
    const queries = this.database.for(caller);
    const key = { company_id: caller.companyId, client_id: clientId };
    const stored = await this.list(caller, clientId);
    const kept = new Set<number>();
    const changed: ExternalIdentifier[] = [];
    const added: ExternalIdentifierDto[] = [];
    for (const one of given) {
      const same = stored.find((other) => (one.id ?? other.id) === other.id && pairOf(other) === pairOf(one));
      if (same !== undefined) kept.add(same.id);
      else if (one.id === undefined || one.id === null) added.push(one);
      else changed.push({ id: one.id, external_id: one.external_id, type: one.type });
    }
    // Those that change go first, too: two may change places.
    const gone = stored.map(({ id }) => id).filter((id) => !kept.has(id));
    if (gone.length > 0) await queries.query(REMOVE, { company_id: key.company_id, ids: gone });
    if (changed.length > 0) {
      const ids = changed.map(({ id }) => id);
      await queries.query(ADD_WITH_ID, { ...key, ids, ...columnsOf(changed) });
    }
    if (added.length > 0) await queries.query(ADD, { ...key, ...columnsOf(added) });
    if (gone.length === 0 && added.length === 0) return undefined;
    return { from: stored, to: await this.list(caller, clientId) };
  }

  /** Lets other clients have the identifiers of one that is deleted. */
  async release(caller: Caller, clientId: number): Promise<void> {
    await this.database.for(caller).query(RELEASE, { company_id: caller.companyId, client_id: clientId });
  }

  private async list(caller: Caller, clientId: number): Promise<ExternalIdentifier[]> {
    return this.database.for(caller).query<ExternalIdentifier & object, 'company_id' | 'client_id'>(LIST, {
      company_id: caller.companyId,
      client_id: clientId,
    });
  }
}

/** Neither of the two holds U+0000. */
const pairOf = ({ type, external_id }: Given[number]): string => `${type}\0${external_id}`;

function columnsOf(given: Given): { external_ids: string[]; types: string[] } {
  return {
    external_ids: given.map(({ external_id }) => external_id),
    types: given.map(({ type }) => type),
  };
}
