import { announcedStamp, UNANNOUNCED_STAMP } from '../../database/announced-stamp';
import { type Statement, statement } from '../../database/statement';
import { createdValues, FIELD_TYPES, STORED_COLUMNS } from '../project-columns';
import { type CheckedProject, newProjectChecks, type ProblemRow, projectChecks } from './project-checks.sql';
import { NO_CHANGES, storeHistory } from './project-history.sql';
import { givenMetadata, metadataOf, projectJson, storedResponse } from './project-json.sql';
import { AUTHOR } from './project-statements.sql';

/** The idempotency key, and what it was sent with. */
const KEY = { key: 'text', request_hash: 'text' } as const;

/** What a new project is made of, beside what the checks look at. */
const CREATED = {
  ...FIELD_TYPES,
  ...AUTHOR,
  ...KEY,
  /** True: one of many, of which the caller does not read the whole response. */
  is_line: 'boolean',
};

export type NewProject = CheckedProject & Readonly<Partial<Record<keyof typeof CREATED, unknown>>>;

/**
 * What becomes of one candidate: the response, or the problems that say why not, or neither if its idempotency key exists.
 * The id is null in a dry run.
 */
export interface CreatedRow {
  readonly n: number;
  readonly id: number | null;
  readonly response: string | null;
  readonly problems: ProblemRow[] | null;
}

/** What a new project has of all the columns that the statement does not give it itself. */
const NEW_VALUES = createdValues()
  .map(([column, value]) => `${value} as ${column}`)
  .join(', ');

/** The columns that a create stores, and their values. */
const STORED = [
  ...STORED_COLUMNS.map((column) => [column, column] as const),
  ...storedResponse('response', 'updated_at'),
];
const INSERTED = STORED.map(([column]) => column).join(', ');
const INSERTED_VALUES = STORED.map(([, value]) => value).join(', ');

const NEXT_ID = "nextval('projects_id_seq')";

interface Accepting {
  /** SQL of the id of each. */
  readonly id: string;
  /** SQL of where the candidates without problems come from, each with the stamp and the settings of the company. */
  readonly from: string;
  /** SQL of the metadata values of a row of `new_rows`. */
  readonly given: string;
}

/**
 * The candidates without problems as rows of `projects`, with the values that the database gives them and those that
 * only changes set, and the response for each.
 */
const accepted = ({ id, from, given }: Accepting): string => `
  new_rows as materialized (
    select n, ${Object.keys(AUTHOR).join(', ')}, key, request_hash, is_line, metadata, ${id} as id,
           stamp.at as created_at, stamp.at as updated_at, null::timestamptz as deleted_at, ${NEW_VALUES}
      from ${from}
  ),
  accepted as materialized (
    select new_rows.*, ${projectJson('new_rows', givenMetadata(given))} as response from new_rows
  )`;

/** Those of many. */
const acceptedOfMany = (id: string): string =>
  accepted({
    id,
    from: `candidates cross join company cross join stamp
     where not exists (select from problems where problems.n = candidates.n)
     order by n`,
    given: metadataOf('new_rows.metadata'),
  });

/** The candidates with the rows of `table` that were made of them. */
const results = (table: string): string => `
  select candidates.n, result.id, case when result.is_line then '' else result.response end as response,
         (select json_agg(problems) from problems where problems.n = candidates.n) as problems
    from candidates left join ${table} as result on result.n = candidates.n
   order by candidates.n`;

/** There is a candidate without problems. */
const SOME_ACCEPTED =
  'exists (select from candidates where not exists (select from problems where problems.n = candidates.n))';

/** Always true. The rows to be written are made after it. */
const LIMITED = "set_config('lock_timeout', :lock_timeout, true) is not null";

/** Stores the idempotency keys. `created` has those of the accepted whose key did not exist, or that have none. */
const STORE_KEYS = `
  stored_keys as (
    insert into idempotency_keys (company_id, person_id, key, request_hash, status, location, body)
    select :company_id, person_id, key, request_hash, 201, '/api/projects/' || id,
           case when is_line then '{"id":' || id || '}' else response end
      from accepted where key is not null
    on conflict (company_id, person_id, key) do nothing
    returning location
  ),
  created as materialized (
    select * from accepted
     where key is null or '/api/projects/' || id in (select location from stored_keys)
  )`;

/** Stores the projects of `from`, their metadata values and their history. */
const store = (from: string): string => `
  stored as (
    insert into projects (company_id, ${INSERTED}) select :company_id, ${INSERTED_VALUES} from ${from}
  ),
  stored_values as (
    insert into project_metadata_values (company_id, project_id, project_metadata_id, value)
    select :company_id, ${from}.id, given.id, given.value
      from ${from} join given on given.n = ${from}.n
     where given.value is not null
  ),
  stored_events as (
    ${storeHistory({
      company: ':company_id',
      action: "'created'",
      person: 'person_id',
      token: 'token_id',
      request: 'request_id',
      traceparent: 'traceparent',
      changes: NO_CHANGES,
      from,
    })}
  )`;

/**
 * The whole of creating projects, one or many: the checks, their idempotency keys, the projects, their metadata values
 * and their history, in one statement and so in one transaction. A candidate whose key exists is not created: it has
 * neither a response nor problems. Only the location shows which of two candidates with one key has stored it. It waits
 * `lock_timeout` milliseconds for a row; for a table it waits before it begins, and so as long as its session says.
 */
export const CREATE = statement<'company_id' | 'candidates' | 'lock_timeout' | 'began'>(
  'create-projects',
  `with ${projectChecks(CREATED, LIMITED)},
  ${announcedStamp(':company_id', { began: ':began', condition: SOME_ACCEPTED })},
  ${acceptedOfMany(NEXT_ID)}, ${STORE_KEYS}, ${store('created')} ${results('created')}`,
);

/** What CREATE would return. It writes nothing and takes no ids. */
export const PREVIEW = statement<'company_id' | 'candidates'>(
  'preview-projects',
  `with ${projectChecks(CREATED)}, ${UNANNOUNCED_STAMP}, ${acceptedOfMany('null::bigint')} ${results('accepted')}`,
);

/** SQL of parameters of these names and types. */
const parametersOf = <Name extends string>(
  types: Readonly<Record<Name, string>>,
): Readonly<Record<Name, string>> =>
  Object.fromEntries(
    Object.entries<string>(types).map(([name, type]) => [name, `:${name}::${type}`]),
  ) as Record<Name, string>;

const METADATA = { metadata_ids: 'bigint[]', metadata_values: 'text[]' } as const;

/** The fields of a project, its metadata as two arrays, who creates it, and the idempotency key. */
export type OneNewProject = Readonly<
  Record<keyof typeof FIELD_TYPES | keyof typeof AUTHOR | keyof typeof METADATA | keyof typeof KEY, unknown>
>;
type CreateOneParameters = keyof OneNewProject | 'company_id' | 'lock_timeout' | 'began';

function createOne(
  key: Readonly<Record<keyof typeof KEY, string>>,
  stored: string,
  { isDistributed = false } = {},
): string {
  const { metadata_ids: ids, metadata_values: values } = parametersOf(METADATA);
  const candidate = { ...parametersOf({ ...FIELD_TYPES, ...AUTHOR }), ...key, is_line: 'false' };
  // Subqueries hide how few values there are. If the planner saw it, a plan for them would seem so much cheaper than the
  // plan for any values that PostgreSQL would plan each execution anew, which takes longer than to execute it.
  const checks = newProjectChecks(
    candidate,
    `unnest((select ${ids}), (select ${values})) as metadata (id, value)`,
  );
  const columns = 'is_job_order_unique';
  // The node of the company checks, and the coordinator announces. Elsewhere each table of its own costs a copy.
  const [checked, of, condition] = isDistributed
    ? [
        `checked as materialized (select ${columns} from ${checks.from} where ${checks.condition}),`,
        'checked',
        LIMITED,
      ]
    : ['', checks.from, `${LIMITED} and ${checks.condition}`];
  return `with ${checks.tables}, ${checked}
  ${announcedStamp(':company_id', { began: ':began', condition, of: { from: of, columns } })},
  ${accepted({ id: NEXT_ID, from: 'candidates cross join stamp', given: 'given' })},
  ${stored}`;
}

const oneWithoutKey = (options?: { readonly isDistributed: boolean }): string => `
  ${createOne({ key: 'null::text', request_hash: 'null::text' }, store('accepted'), options)}
  select n, id, response, null::json as problems from accepted`;
const oneWithKey = (options?: { readonly isDistributed: boolean }): string => `
  ${createOne(parametersOf(KEY), `${STORE_KEYS}, ${store('created')}`, options)}
  select accepted.n, created.id, created.response, null::json as problems
    from accepted left join created on created.n = accepted.n`;

interface CreateOne {
  readonly withoutKey: Statement<Exclude<CreateOneParameters, keyof typeof KEY>>;
  readonly withKey: Statement<CreateOneParameters>;
}

/**
 * What CREATE does for one project that breaks no rule. For one that breaks a rule it writes and returns nothing: CREATE
 * says which.
 */
export const CREATE_ONE: CreateOne = {
  withoutKey: statement('create-project', oneWithoutKey()),
  withKey: statement('create-project-with-key', oneWithKey()),
};

/** The same in a distributed database. */
export const CREATE_ONE_DISTRIBUTED: CreateOne = {
  withoutKey: statement('create-distributed-project', oneWithoutKey({ isDistributed: true })),
  withKey: statement('create-distributed-project-with-key', oneWithKey({ isDistributed: true })),
};
