import { type Failure } from '../validation/failure';
import { type UpdateProjectDto } from './dto/update-project.dto';
import { type ProjectRow } from './dto/project.response.dto';

/** A project as it is stored, with its metadata values by id. */
export interface StoredProject extends ProjectRow {
  readonly metadata: readonly (readonly [id: number, value: string])[];
}

/** What a request makes of a stored project. */
export interface ProjectChange {
  /** The row as it is to be. */
  readonly row: ProjectRow;
  /** The metadata as they are to be, by ascending id. */
  readonly metadata: readonly (readonly [id: number, value: string])[];
  /** The metadata that the request names: a value, or null for none. */
  readonly given: ReadonlyMap<number, string | null>;
  /** The columns whose values differ. */
  readonly changed: ReadonlySet<keyof ProjectRow>;
  readonly isChanged: boolean;
}

/** What can change of a project, by whichever request. */
export type ProjectFields = UpdateProjectDto & { readonly is_archived?: boolean };

/** Applies the fields that are given; everything else stays. */
export function changeProject(stored: StoredProject, fields: Partial<ProjectFields>): ProjectChange {
  const { metadata: given = new Map<number, string | null>(), start_date: startDate, ...rest } = fields;
  const { metadata: before, ...row } = stored;
  const next: ProjectRow = { ...row, ...(rest as Partial<ProjectRow>) };
  if (startDate !== undefined) next.date_start = firstOfMonth(startDate);
  next.external_cost_percentage = rest.external_cost_percentage === null ? 0 : next.external_cost_percentage;
  const changed = new Set((Object.keys(row) as (keyof ProjectRow)[]).filter((key) => next[key] !== row[key]));
  const metadata = new Map(before);
  for (const [id, value] of given) {
    if (value === null) metadata.delete(id);
    else metadata.set(id, value);
  }
  return {
    row: next,
    metadata: [...metadata].sort(([one], [other]) => one - other),
    given,
    changed,
    isChanged: changed.size > 0 || isDifferent(metadata, new Map(before)),
  };
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

function firstOfMonth(date: string): string {
  return `${date.slice(0, 'YYYY-MM'.length)}-01`;
}

function isDifferent(one: ReadonlyMap<number, string>, other: ReadonlyMap<number, string>): boolean {
  return one.size !== other.size || [...one].some(([id, value]) => other.get(id) !== value);
}
