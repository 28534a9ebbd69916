import { type Caller, type IdempotencyKey } from '../auth/caller';
import { type CreateProjectDto } from './dto/create-project.dto';
import { type CheckedProject, OF_NEW_PROJECTS } from './sql/project-checks.sql';
import { type ProjectChange } from './project-changes';
import { CHECKED_COLUMNS } from './project-columns';
import { type OneNewProject, type NewProject } from './sql/project-creation.sql';

/** One of many new projects, with the key of its line. */
export interface BatchItem {
  readonly project: CreateProjectDto;
  readonly key?: IdempotencyKey | undefined;
}

/** A new project, and who creates it. */
export interface Creation extends BatchItem {
  readonly caller: Caller;
  /** Its response is only its id. */
  readonly isLine?: boolean;
}

/** About how many bytes a new project has. All but its metadata is short. */
export function sizeOf({
  project: { metadata },
}: {
  readonly project: Pick<CreateProjectDto, 'metadata'>;
}): number {
  let bytes = 1_000;
  for (const value of metadata.values()) bytes += 20 + (value?.length ?? 0);
  return bytes;
}

/** Who changes a project, as the history has it. */
export function authorOf({ personId, tokenId, requestId, traceparent }: Caller): {
  person_id: number;
  token_id: number;
  request_id: string;
  traceparent: string | undefined;
} {
  return { person_id: personId, token_id: tokenId, request_id: requestId, traceparent };
}

/** A new project, as the statement that creates it reads it. */
export function newProject({ caller, project, key, isLine }: Creation, n: number): NewProject {
  return {
    ...checkedProject(project, n),
    ...authorOf(caller),
    key: key?.key,
    request_hash: key?.requestHash,
    is_line: isLine,
  };
}

/** A new project, as the statement that creates one reads it. */
export function oneNewProject({ caller, project: { metadata, ...fields }, key }: Creation): OneNewProject {
  return {
    ...(fields as Readonly<Record<Exclude<keyof CreateProjectDto, 'metadata'>, unknown>>),
    ...authorOf(caller),
    key: key?.key,
    request_hash: key?.requestHash,
    metadata_ids: [...metadata.keys()],
    metadata_values: [...metadata.values()],
  };
}

/** A new project, as the checks read it; `n` is its place among the candidates. */
export function checkedProject({ metadata, ...fields }: Partial<CreateProjectDto>, n: number): NewProject {
  return {
    n,
    ...OF_NEW_PROJECTS,
    ...fields,
    contact_client_id: fields.client_id,
    metadata: Object.fromEntries(metadata ?? []),
  };
}

/** A change, as the checks read it. What stays as it was is not checked again: it may have been deleted since. */
export function changedProject({ row, changed, given, isWhole }: ProjectChange): CheckedProject {
  const isContactDue = changed.has('client_id') || changed.has('client_contact_id');
  const isExternalDue = changed.has('external_source') || changed.has('external_id');
  const isStageDue =
    row.project_stage_id !== null &&
    (changed.has('project_stage_id') || changed.has('job_order_category_id'));
  return {
    ...Object.fromEntries(CHECKED_COLUMNS.map((key) => [key, changed.has(key) ? row[key] : null])),
    n: 0,
    project_id: row.id,
    is_whole: isWhole,
    is_contact_due: isContactDue,
    contact_client_id: isContactDue ? row.client_id : null,
    client_contact_id: row.client_contact_id,
    stage_category_id: isStageDue ? row.job_order_category_id : null,
    external_source: isExternalDue ? row.external_source : null,
    external_id: isExternalDue ? row.external_id : null,
    metadata: Object.fromEntries(given),
  };
}
