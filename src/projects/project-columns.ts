import { columnTypesOf } from '../database/entity';
import { type FilterType } from '../company-repository/filter';
import { type CreateProjectDto } from './dto/create-project.dto';
import { type ProjectResponse, type ProjectRow } from './dto/project.response.dto';
import { type UpdateProjectDto } from './dto/update-project.dto';
import { Project, type StoredResponseColumn } from './entities/project.entity';

type Field = Exclude<keyof CreateProjectDto, 'metadata'>;

/** A create stores the value of a field of the body, which files of projects have, too. */
interface FromField {
  readonly field: Field;
  /** What is stored in place of null. */
  readonly ifNull?: number;
  readonly created?: undefined;
  readonly isGiven?: undefined;
}

/** A create stores the value of an SQL expression of fields and of settings of the company. */
interface FromSql {
  readonly created: string;
  readonly field?: undefined;
  readonly ifNull?: undefined;
  readonly isGiven?: undefined;
}

/** The statements set it by themselves, and the history does not list it. */
interface Given {
  readonly isGiven: true;
  readonly field?: undefined;
  readonly ifNull?: undefined;
  readonly created?: undefined;
}

/** A column of `projects`. Its SQL type is that of the entity. */
type ProjectColumn = (FromField | FromSql | Given) & {
  /** A request may change it. */
  readonly isChangeable?: true;
  /** It follows from the others: SQL of what a change stores, where `next` is the project as it is to be. */
  readonly changed?: string;
  /** Responses do not have it. */
  readonly isInResponse?: false;
  /** The rules about the data of the company look at it. */
  readonly isChecked?: true;
  /** Lists can be filtered by it. */
  readonly filter?: FilterType;
};

/**
 * Every column of `projects` but `company_id`, which each statement names by its parameter, and the stored response, which
 * is made of the others. Statements, responses,
 * filters, files and the history take their lists of columns from here.
 */
export const PROJECT_COLUMNS = {
  id: { isGiven: true },
  created_at: { isGiven: true },
  updated_at: { isGiven: true, filter: 'instant' },
  name: { field: 'name', isChangeable: true },
  job_order: { field: 'job_order', isChangeable: true, isChecked: true },
  unique_job_order: {
    created: 'case when is_job_order_unique then job_order end',
    changed: 'case when is_job_order_unique then next.job_order end',
    isInResponse: false,
  },
  purchase_order: { field: 'purchase_order', isChangeable: true },
  value: { field: 'value', isChangeable: true },
  probability: { field: 'probability', isChangeable: true, isChecked: true, filter: 'integer' },
  date_start: { field: 'start_date', isChangeable: true, filter: 'date' },
  duration: { field: 'duration', isChangeable: true },
  is_archived: { created: 'false', isChangeable: true },
  archived_on: {
    created: 'null',
    changed: '(select case when next.is_archived then coalesce(projects.archived_on, current_date) end)',
  },
  due_date: { field: 'due_date', isChangeable: true },
  signed_on: { field: 'signed_on', isChangeable: true },
  job_order_category_id: { field: 'job_order_category_id', isChangeable: true, isChecked: true },
  project_type_id: { field: 'project_type_id', isChangeable: true, isChecked: true },
  client_id: { field: 'client_id', isChangeable: true, isChecked: true },
  pm_id: { field: 'pm_id', isChangeable: true, isChecked: true },
  account_id: { field: 'account_id', isChangeable: true, isChecked: true },
  client_contact_id: { field: 'client_contact_id', isChangeable: true, isChecked: true },
  reason_why_id: { created: 'null', isChangeable: true },
  business_unit_id: { field: 'business_unit_id', isChangeable: true, isChecked: true },
  billing_group_id: { created: 'null' },
  external_cost_percentage: { field: 'external_cost_percentage', ifNull: 0, isChangeable: true },
  is_timesheet_whitelist_enabled: { created: 'false', isChangeable: true },
  project_stage_id: { created: 'null', isChangeable: true, isChecked: true, filter: 'integer' },
  deleted_at: { isGiven: true, filter: 'instant' },
  risk: { created: 'null', isChangeable: true },
  won_lost_feedback: { created: 'null', isChangeable: true },
  external_source: { field: 'external_source', isChangeable: true, isChecked: true, filter: 'text' },
  external_id: { field: 'external_id', isChangeable: true, isChecked: true, filter: 'text' },
} as const satisfies Record<Exclude<keyof Project, 'company_id' | StoredResponseColumn>, ProjectColumn>;

/**
 * The number of the form that stored responses have. Columns that make another text of them need the next number, and a
 * migration that makes `ix_projects_stale_response` anew with it.
 */
export const RESPONSE_FORMAT = 1;

type Columns = typeof PROJECT_COLUMNS;
type Column = keyof Columns;
type ColumnWith<Property> = { [Key in Column]: Columns[Key] extends Property ? Key : never }[Column];
type ColumnOf<Key> = Key extends Column ? Key : ColumnWith<{ field: Key }>;

export type ResponseColumn = Exclude<Column, ColumnWith<{ isInResponse: false }>>;
export type ChangeableColumn = ColumnWith<{ isChangeable: true }>;
export type CheckedColumn = ColumnWith<{ isChecked: true }>;

type Difference<One, Other> = Exclude<One, Other> | Exclude<Other, One>;
type None<Keys extends never> = Keys;

/** The classes of requests and responses have the columns that the table says: another key does not compile. */
export type CompleteTable = [
  None<Difference<Field, Columns[ColumnWith<{ field: Field }>]['field']>>,
  None<Difference<ColumnOf<Exclude<keyof UpdateProjectDto, 'metadata'>> | 'is_archived', ChangeableColumn>>,
  None<Difference<keyof ProjectResponse, ResponseColumn>>,
];

const COLUMNS: Readonly<Record<Column, ProjectColumn>> = PROJECT_COLUMNS;
const TABLE = Object.entries(COLUMNS) as [Column, ProjectColumn][];
const TYPES = columnTypesOf(Project);

function columnsWith(has: (column: ProjectColumn) => unknown): readonly Column[] {
  return TABLE.filter(([, column]) => has(column)).map(([name]) => name);
}

export const STORED_COLUMNS = columnsWith(() => true);
export const RESPONSE_COLUMNS = columnsWith(
  ({ isInResponse = true }) => isInResponse,
) as readonly ResponseColumn[];
export const CHANGEABLE_COLUMNS = columnsWith(
  ({ isChangeable }) => isChangeable,
) as readonly ChangeableColumn[];
/** What a change may set without a look at the data of the company. */
export const PLAIN_COLUMNS = CHANGEABLE_COLUMNS.filter((name) => !COLUMNS[name].isChecked);
export const CHECKED_COLUMNS = columnsWith(({ isChecked }) => isChecked) as readonly CheckedColumn[];
export const GIVEN_COLUMNS = columnsWith(({ isGiven }) => isGiven);

/** What filters of the columns compare with. */
export const FILTER_TYPES = Object.fromEntries(
  TABLE.flatMap(([name, { filter }]) => (filter === undefined ? [] : [[name, filter]])),
) as Readonly<Record<ColumnWith<{ filter: FilterType }>, FilterType>>;

/** The columns by the fields of a body. */
export const COLUMN_OF_FIELD = Object.fromEntries(
  TABLE.flatMap(([name, { field }]) => (field === undefined ? [] : [[field, name]])),
) as Readonly<Record<Field, ResponseColumn>>;

/** Values of columns from those of fields or columns. */
export function rowOf(fields: object): Partial<ProjectRow> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const column = Object.hasOwn(COLUMN_OF_FIELD, name) ? COLUMN_OF_FIELD[name as Field] : (name as Column);
      return [column, value ?? COLUMNS[column].ifNull ?? value];
    }),
  );
}

/** The columns with their SQL types, as the definition of a record has them. */
export function typesOf<Key extends Column>(columns: readonly Key[]): Readonly<Record<Key, string>> {
  return Object.fromEntries(columns.map((name) => [name, TYPES[name]])) as Record<Key, string>;
}

/** The fields of a body with the SQL types of their columns. */
export const FIELD_TYPES = Object.fromEntries(
  Object.entries(COLUMN_OF_FIELD).map(([field, name]) => [field, TYPES[name]]),
) as Readonly<Record<Field, string>>;

/** SQL of what a create stores in each column that is not given, from the fields of a candidate and the company. */
export function createdValues(): readonly (readonly [column: Column, value: string])[] {
  return TABLE.flatMap(([name, { field, ifNull, created }]) => {
    if (created !== undefined) return [[name, `(${created})::${TYPES[name]}`] as const];
    if (field === undefined) return [];
    return [[name, ifNull === undefined ? field : `coalesce(${field}, ${ifNull})`] as const];
  });
}

/** SQL of what a change of some columns stores, in these and in those that follow from them. */
export function changedValues(
  columns: readonly ChangeableColumn[],
): readonly (readonly [column: Column, value: string])[] {
  const isNext = (name: string): boolean => (columns as readonly string[]).includes(name);
  return TABLE.flatMap(([name, { changed }]) => {
    if (isNext(name)) return [[name, `next.${name}`] as const];
    const from = [...(changed?.matchAll(/next\.(\w+)/g) ?? [])].map(([, column]) => column!);
    return changed !== undefined && from.every(isNext) ? [[name, changed] as const] : [];
  });
}
