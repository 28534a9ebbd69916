import { type Failure } from '../fields/failure';
import { type CreateProjectDto } from './dto/create-project.dto';
import { type UpdateProjectDto } from './dto/update-project.dto';
import { type ProjectRow } from './dto/project.response.dto';
import { type ProjectAction } from './entities/project-event.entity';
import {
  CHANGEABLE_COLUMNS,
  type ChangeableColumn,
  COLUMN_OF_FIELD,
  PLAIN_COLUMNS,
  RESPONSE_COLUMNS,
  type ResponseColumn,
  rowOf,
} from './project-columns';

/** A project as it is stored: what its response says. */
export interface StoredProject {
  readonly row: ProjectRow;
  /** The metadata values by id. */
  readonly metadata: ReadonlyMap<number, string>;
  readonly response: string;
  readonly item: Readonly<Record<string, unknown>>;
}

const METADATA = 'metadata_';

/**
 * Copies of it have one shape for V8. What is put together from so many computed keys is a dictionary instead, and so is
 * all that is made of it. JSON.parse makes none.
 */
const NO_VALUES = JSON.parse(
  `{${RESPONSE_COLUMNS.map((column) => `"${column}":null`).join(',')}}`,
) as Readonly<Record<ResponseColumn, unknown>>;

/** Its response is all that is read of a project that is to be changed: it has every column that can change. */
export function storedProject(response: string): StoredProject {
  const item = JSON.parse(response) as Readonly<Record<string, unknown>>;
  const row: Record<ResponseColumn, unknown> = { ...NO_VALUES };
  for (const column of RESPONSE_COLUMNS) {
    const value = item[column];
    if (value !== undefined) row[column] = value;
  }
  const metadata = new Map<number, string>();
  for (const key of Object.keys(item)) {
    if (key.startsWith(METADATA)) metadata.set(Number(key.slice(METADATA.length)), item[key] as string);
  }
  return { row: row as unknown as ProjectRow, metadata, response, item };
}

/** A field that a change gives another value. Field names are those of the response. */
export interface FieldChange {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What a request makes of a stored project. */
export interface ProjectChange {
  /** The row as it is to be. */
  readonly row: ProjectRow;
  /** The metadata as they are to be. */
  readonly metadata: ReadonlyMap<number, string>;
  /** The metadata that the request names: a value, or null for none. */
  readonly given: ReadonlyMap<number, string | null>;
  /** The request names everything, and so has to name all required metadata. */
  readonly isWhole: boolean;
  /** The columns whose values differ. */
  readonly changed: ReadonlySet<ChangeableColumn>;
  /** All that differs, metadata included, for the history. */
  readonly changes: readonly FieldChange[];
  readonly action: ProjectAction;
}

/** What can change of a project, by whichever request. */
export type ProjectFields = UpdateProjectDto & { readonly is_archived?: boolean };

/** Applies the fields that are given; everything else stays. */
export function changeProject(
  stored: StoredProject,
  fields: Partial<ProjectFields>,
  { isWhole = false } = {},
): ProjectChange {
  const { metadata: given = new Map<number, string | null>(), ...others } = fields;
  const { metadata: before, row } = stored;
  const next: ProjectRow = { ...row, ...rowOf(others) };
  const changed = new Set(CHANGEABLE_COLUMNS.filter((key) => next[key] !== row[key]));
  const metadata = new Map(before);
  for (const [id, value] of given) {
    if (value === null) metadata.delete(id);
    else metadata.set(id, value);
  }
  const changes = [
    ...[...changed].map((field) => ({ field, from: row[field], to: next[field] })),
    ...[...given.keys()]
      .map((id) => ({ field: `metadata_${id}`, from: before.get(id) ?? null, to: metadata.get(id) ?? null }))
      .filter(({ from, to }) => from !== to),
  ];
  return { row: next, metadata, given, isWhole, changed, changes, action: actionOf(changed, next) };
}

/** The fields of a new project as a change of one that exists: what is not given is cleared, metadata included. */
export function replaceFields(stored: StoredProject, fields: CreateProjectDto): Partial<ProjectFields> {
  const given = fields as unknown as Readonly<Record<string, unknown>>;
  const cleared = [...stored.metadata.keys()].map((id) => [id, null] as const);
  return {
    ...Object.fromEntries(Object.keys(COLUMN_OF_FIELD).map((name) => [name, given[name] ?? null])),
    metadata: new Map([...cleared, ...fields.metadata]),
  };
}

/** No rule about the data of the company looks at what changes. */
export function isPlain({ changed, given, isWhole }: ProjectChange): boolean {
  return !isWhole && given.size === 0 && [...changed].every((column) => PLAIN_COLUMNS.includes(column));
}

function actionOf(
  changed: ReadonlySet<ChangeableColumn>,
  { is_archived: isArchived }: ProjectRow,
): ProjectAction {
  if (!changed.has('is_archived')) return 'updated';
  return isArchived ? 'archived' : 'unarchived';
}

/** Fields that stay as they are while the project is archived. */
const LOCKED = ['probability', 'job_order_category_id'] as const;

export function archiveFailures({ row }: StoredProject, { changed }: ProjectChange): Failure[] {
  if (!row.is_archived) return [];
  return LOCKED.filter((field) => changed.has(field)).map((field) => ({
    field,
    message: 'can not change while the project is archived: POST /api/projects/{id}:unarchive first',
  }));
}
