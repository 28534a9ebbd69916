import { CHECKED_COLUMNS, typesOf } from '../project-columns';

/** The scale of probabilities, for companies that enforce it. */
export const PROBABILITY_SCALE = [0, 10, 25, 50, 75, 90, 100] as const;

/**
 * What the checks need to know of a project, with the SQL type of each. A value that is null or absent leaves out the
 * checks of that field.
 */
export const CHECKED = {
  /** The project's place in the list of candidates. */
  n: 'integer',
  /** The project itself, once it exists. */
  project_id: 'bigint',
  /** True: required metadata must be given. False: they must not be taken away. */
  is_whole: 'boolean',
  /** True: the contact is asked for if the company requires one. */
  is_contact_due: 'boolean',
  /** The client that the contact has to be one of. */
  contact_client_id: 'bigint',
  /** The category that has to allow stages. */
  stage_category_id: 'bigint',
  ...typesOf(CHECKED_COLUMNS),
  /** Values by the id of the metadata; null for none. Always an object. */
  metadata: 'json',
};

/** A project as the checks see it: a JSON object of these members. */
export type CheckedProject = Readonly<Partial<Record<keyof typeof CHECKED, unknown>>>;

/** One row of `problems`. `detail` says what would be right, where that is short. */
export interface ProblemRow {
  readonly field: string;
  readonly problem:
    | 'unknown'
    | 'required'
    | 'taken'
    | 'not_on_scale'
    | 'no_tracking'
    | 'no_metadata'
    | 'not_an_option'
    | 'incomplete';
  readonly detail: string | null;
}

/**
 * Limits nothing. PostgreSQL expects 100 rows of every JSON array and object, and a tenth of them below a limit that it
 * can't know when it plans. Without it a create has an estimated cost of 300,000: above `jit_above_cost`, so a server
 * with JIT compiles the plan at each execution, which takes 30 times as long as to execute it.
 */
const FEW_ROWS = 'limit (select 2147483647)';

/** Columns and their types as the definition of a record. */
export const recordOf = (columns: Readonly<Record<string, string>>): string =>
  Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');

/**
 * That no row of a table of the company is so. A subquery for a value is looked up by its key for each candidate; `not
 * exists` would allow a plan that reads the whole table for one of them.
 */
const isMissing = (table: string, condition: string): string =>
  `(select 1 from ${table} where ${table}.company_id = :company_id and ${condition}) is null`;

/**
 * That a project is not deleted and has this identity. `coalesce` keeps PostgreSQL from the index on the source, which
 * reads all projects from that source: it seems as good as the unique one while statistics know of no external ids.
 */
export const hasExternalIdentity = (id: string, source: string): string =>
  `projects.external_id = ${id} and coalesce(projects.external_source, '') = ${source}
   and projects.deleted_at is null`;

/** What the rows are that a rule looks at. */
const ROWS = {
  candidate: 'candidates',
  setting: 'company cross join candidates',
  value: 'given',
  metadata: 'project_metadata cross join candidates',
} as const;

/**
 * A rule that only the company's data can answer: what is wrong with the rows that break it, and SQL of the condition for
 * that. Deleted and archived rows don't count.
 */
interface Rule {
  readonly of: keyof typeof ROWS;
  /** SQL of the field's name. */
  readonly field: string;
  readonly problem: ProblemRow['problem'];
  /** SQL of the detail. */
  readonly detail?: string;
  readonly isBroken: string;
}

const reference = (column: string, table: string, condition = 'true'): Rule => ({
  of: 'candidate',
  field: `'${column}'`,
  problem: 'unknown',
  isBroken: `${column} is not null and ${isMissing(table, `${table}.id = candidates.${column} and ${condition}`)}`,
});

/** All rules. Every statement that checks projects, one or many, is made of them. */
const RULES: readonly Rule[] = [
  reference('client_id', 'clients', 'clients.deleted_at is null'),
  {
    of: 'candidate',
    field: "'client_contact_id'",
    problem: 'unknown',
    isBroken: `contact_client_id is not null and client_contact_id is not null and ${isMissing(
      'client_contacts',
      `client_contacts.client_id = candidates.contact_client_id
        and client_contacts.id = candidates.client_contact_id and client_contacts.deleted_at is null`,
    )}`,
  },
  {
    of: 'setting',
    field: "'client_contact_id'",
    problem: 'required',
    isBroken: 'is_client_contact_required and is_contact_due and client_contact_id is null',
  },
  reference('pm_id', 'persons', 'not persons.is_archived'),
  reference('account_id', 'persons', 'not persons.is_archived'),
  reference('job_order_category_id', 'job_order_categories', 'job_order_categories.deleted_at is null'),
  reference('project_type_id', 'project_types'),
  reference('business_unit_id', 'business_units'),
  {
    of: 'setting',
    field: "'job_order'",
    problem: 'taken',
    isBroken: `is_job_order_unique and job_order is not null and not ${isMissing(
      'projects',
      `projects.unique_job_order = candidates.job_order
        and projects.id is distinct from candidates.project_id`,
    )}`,
  },
  {
    of: 'setting',
    field: "'probability'",
    problem: 'not_on_scale',
    isBroken: `is_probability_scale_enforced and probability <> all (array[${PROBABILITY_SCALE.join(', ')}])`,
  },
  {
    of: 'candidate',
    field: "case when external_id is null then 'external_id' else 'external_source' end",
    problem: 'incomplete',
    isBroken: '(external_id is null) <> (external_source is null)',
  },
  {
    of: 'candidate',
    field: "'external_id'",
    problem: 'taken',
    isBroken: `external_id is not null and external_source is not null and not ${isMissing(
      'projects',
      `${hasExternalIdentity('candidates.external_id', 'candidates.external_source')}
        and projects.id is distinct from candidates.project_id`,
    )}`,
  },
  reference('project_stage_id', 'project_stages'),
  {
    of: 'candidate',
    field: "'project_stage_id'",
    problem: 'no_tracking',
    isBroken: `stage_category_id is not null and not ${isMissing(
      'job_order_categories',
      `job_order_categories.id = candidates.stage_category_id
        and not job_order_categories.is_opportunity_status_tracking_enabled`,
    )}`,
  },
  {
    of: 'value',
    field: "'metadata_' || given.id",
    problem: 'no_metadata',
    isBroken: isMissing('project_metadata', 'project_metadata.id = given.id'),
  },
  {
    of: 'value',
    field: "'metadata_' || given.id",
    problem: 'not_an_option',
    detail: `(
       select string_agg(options.value, ', ' order by position) from project_metadata_options as options
        where options.company_id = :company_id and project_metadata_id = given.id)`,
    isBroken: `given.value is not null
       and not ${isMissing('project_metadata', 'project_metadata.id = given.id')}
       and ${isMissing('project_metadata_options', 'project_metadata_id = given.id and project_metadata_options.value = given.value')}`,
  },
  {
    of: 'metadata',
    field: "'metadata_' || project_metadata.id",
    problem: 'required',
    isBroken: `project_metadata.company_id = :company_id and is_required
       and (is_whole or exists (select from given where given.n = candidates.n and given.id = project_metadata.id))
       and not exists (
         select from given
          where given.n = candidates.n and given.id = project_metadata.id and given.value is not null)`,
  },
];

const COMPANY = `
    select is_client_contact_required, is_job_order_unique, is_probability_scale_enforced
      from companies where id = :company_id`;

/**
 * The rules as common table expressions, for one project or many: `problems` has a row for each rule that a candidate
 * breaks. `candidates` are the objects of the JSON array of that name, with these columns beside those of CHECKED. The
 * `condition` holds for the company.
 */
export const projectChecks = (columns: Readonly<Record<string, string>> = {}, condition = 'true'): string => `
  company as materialized (${COMPANY} and ${condition}
  ),
  candidates as materialized (
    select * from json_to_recordset(:candidates::json) as candidate (${recordOf({ ...CHECKED, ...columns })})
     ${FEW_ROWS}
  ),
  given as materialized (
    select n, entry.key::bigint as id, entry.value
      from candidates cross join lateral json_each_text(metadata) as entry
     ${FEW_ROWS}
  ),
  problems as materialized (
    ${RULES.map(
      ({ of, field, problem, detail = 'null', isBroken }) => `
    select n, ${field} as field, '${problem}' as problem, ${detail}::text as detail
      from ${ROWS[of]} where ${isBroken}`,
    ).join('\n    union all')}
  )`;

/** What the checks know of every new project. Otherwise they look at its fields. */
export const OF_NEW_PROJECTS = { is_whole: true, is_contact_due: true } as const;

/** The parts of a statement that checks one new project. */
export interface NewProjectChecks {
  /** The common table expressions `candidates` and `given`. Neither is a table when the statement runs. */
  readonly tables: string;
  /** What has one row if the project breaks no rule, and none otherwise: the settings of the company. */
  readonly from: string;
  readonly condition: string;
}

/**
 * The same rules for one new project that is made of parameters. Which of them it breaks only `projectChecks` says.
 * `columns` is SQL of the columns of its candidate, and `given` of a table with the ids and values of its metadata.
 *
 * The planner puts the expressions where the rules name `candidates` and `given`. So each lookup is a plan of its own for
 * one key, which runs once at most, and a rule that a new project can't break is no part of the plan. Starting the plan is
 * most of what a statement for one project costs.
 */
export function newProjectChecks(
  columns: Readonly<Record<string, string>> & Readonly<Record<'client_id', string>>,
  given: string,
): NewProjectChecks {
  const candidate = {
    ...Object.fromEntries(Object.entries(CHECKED).map(([name, type]) => [name, `null::${type}`])),
    ...columns,
    ...OF_NEW_PROJECTS,
    n: 0,
    contact_client_id: columns.client_id,
  };
  const list = Object.entries(candidate).map(([name, sql]) => `${String(sql)} as ${name}`);
  const broken = (...of: readonly (keyof typeof ROWS)[]): string[] =>
    RULES.filter((rule) => of.includes(rule.of)).map(({ isBroken }) => `(${isBroken})`);
  const none = (of: keyof typeof ROWS): string =>
    `not exists (select from ${ROWS[of]} where ${broken(of).join(' or ')})`;
  return {
    tables: `
  candidates as not materialized (
    select ${list.join(', ')}
  ),
  given as not materialized (
    select 0 as n, id, value from ${given}
  )`,
    from: `(${COMPANY}
    ) as company cross join candidates`,
    condition: [
      ...broken('candidate', 'setting').map((isBroken) => `${isBroken} is not true`),
      none('value'),
      none('metadata'),
    ].join('\n       and '),
  };
}
