import { type Failure } from '../fields/failure';
import { type CreateProjectDto } from './dto/create-project.dto';
import { type UpdateProjectDto } from './dto/update-project.dto';
import { type ProjectRow } from './dto/project.response.dto';
import { type ProjectAction } from './entities/project-event.entity';
import { CHANGEABLE_COLUMNS, COLUMN_OF_FIELD, rowOf } from './project-columns';

/** A project as it is stored, with its metadata values by id, and as it is in responses. */
export interface StoredProject extends ProjectRow {
  readonly metadata: readonly (readonly [id: number, value: string])[];
  readonly response: string;
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
  readonly changed: ReadonlySet<keyof ProjectRow>;
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
  const { metadata: before, response: _, ...row } = stored;
  const next: ProjectRow = { ...row, ...rowOf(others) };
  const changed = new Set(CHANGEABLE_COLUMNS.filter((key) => next[key] !== row[key]));
  const values = new Map(before);
  const metadata = new Map(before);
  for (const [id, value] of given) {
    if (value === null) metadata.delete(id);
    else metadata.set(id, value);
  }
  const changes = [
    ...[...changed].map((field) => ({ field, from: row[field], to: next[field] })),
    ...[...given.keys()]
      .map((id) => ({ field: `metadata_${id}`, from: values.get(id) ?? null, to: metadata.get(id) ?? null }))
      .filter(({ from, to }) => from !== to),
  ];
  return { row: next, metadata, given, isWhole, changed, changes, action: actionOf(changed, next) };
}

/** The fields of a new project as a change of one that exists: what is not given is cleared, metadata included. */
export function replaceFields(stored: StoredProject, fields: CreateProjectDto): Partial<ProjectFields> {
  const given = fields as unknown as Readonly<Record<string, unknown>>;
  const cleared = stored.metadata.map(([id]) => [id, null] as const);
  return {
    ...Object.fromEntries(Object.keys(COLUMN_OF_FIELD).map((name) => [name, given[name] ?? null])),
    metadata: new Map([...cleared, ...fields.metadata]),
  };
}

function actionOf(
  changed: ReadonlySet<keyof ProjectRow>,
  { is_archived: isArchived }: ProjectRow,
): ProjectAction {
  if (!changed.has('is_archived')) return 'updated';
  return isArchived ? 'archived' : 'unarchived';
}

/** Fields that stay as they are while the project is archived. */
const LOCKED = ['probability', 'job_order_category_id'] as const;

export function archiveFailures(stored: ProjectRow, { changed }: ProjectChange): Failure[] {
  if (!stored.is_archived) return [];
  return LOCKED.filter((field) => changed.has(field)).map((field) => ({
    field,
    message: 'can not change while the project is archived: POST /api/projects/{id}:unarchive first',
  }));
}
