import { InvalidDataError } from '../http/api-error';
import { type Failure } from '../fields/failure';
import { type ProjectRow } from './dto/project.response.dto';
import { type ProblemRow, PROBABILITY_SCALE } from './sql/project-checks.sql';

/**
 * The failures of the fields and, for the other fields, what the company's data refuses, in one list. A field that is
 * wrong in itself is reported once.
 */
export function allFailures(
  failures: readonly Failure[],
  problems: readonly ProblemRow[],
  changed: ReadonlySet<keyof ProjectRow> = new Set(),
): Failure[] {
  const failed = new Set(failures.map(({ field }) => field));
  return [
    ...failures,
    ...problems.map((problem) => failureOf(problem, changed)).filter(({ field }) => !failed.has(field)),
  ];
}

/** Another project has the external identity. It may be one that another request has just created. */
export class ExternalIdentityTakenError extends InvalidDataError {}

/** The 400 of a project with these failures and problems. */
export function invalidProject(
  failures: readonly Failure[],
  problems: readonly ProblemRow[],
  changed?: ReadonlySet<keyof ProjectRow>,
): InvalidDataError {
  const isTaken = problems.some(({ field, problem }) => field === 'external_id' && problem === 'taken');
  const type = isTaken ? ExternalIdentityTakenError : InvalidDataError;
  return new type(allFailures(failures, problems, changed));
}

const UNKNOWN: Readonly<Record<string, string>> = {
  client_id: 'is not a client of this company',
  client_contact_id: 'is not a contact of that client',
  pm_id: 'is not a person of this company, or is archived',
  account_id: 'is not a person of this company, or is archived',
  job_order_category_id: 'is not a job order category of this company',
  project_type_id: 'is not a project type of this company',
  business_unit_id: 'is not a business unit of this company',
  project_stage_id: 'is not a project stage of this company',
};

function failureOf({ field, problem, detail }: ProblemRow, changed: ReadonlySet<keyof ProjectRow>): Failure {
  switch (problem) {
    case 'unknown':
      return { field, message: UNKNOWN[field] ?? 'does not exist in this company' };
    case 'required':
      return { field, message: 'is required by this company' };
    case 'incomplete':
      return { field, message: 'is required: external_source and external_id go together' };
    case 'taken':
      if (field === 'external_id')
        return { field, message: 'is the external ID of another project of that source' };
      return { field, message: 'is the job order of another project, and this company wants each only once' };
    case 'not_on_scale':
      return { field, message: `must be one of: ${PROBABILITY_SCALE.join(', ')}` };
    case 'no_tracking':
      return changed.has('project_stage_id')
        ? { field, message: 'needs a job order category with is_opportunity_status_tracking_enabled' }
        : {
            field: 'job_order_category_id',
            message: 'must have is_opportunity_status_tracking_enabled, because the project has a stage',
          };
    case 'no_metadata':
      return {
        field,
        message: 'is not a project metadata of this company: GET /api/project-metadata lists them',
      };
    case 'not_an_option':
      return {
        field,
        message: detail === null ? 'has no values to choose from' : `must be one of: ${detail}`,
      };
  }
}
