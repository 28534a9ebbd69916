import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/caller';
import { Database, type Queries } from '../database/database';
import { CompanyReader } from '../resources/company-reader';
import { type CreateProjectDto } from './dto/create-project.dto';
import { ProjectResponse, type ProjectRow } from './dto/project.response.dto';
import { type CheckParameters, type ProblemRow } from './project-checks.sql';
import { type ProjectChange, type StoredProject } from './project-changes';
import * as sql from './project-statements.sql';

/** Either it was stored, or the problems say why not. */
export type WriteResult = { readonly row: ProjectRow } | { readonly problems: readonly ProblemRow[] };

/** Decides, with the stored project locked, what becomes of it; undefined leaves it as it is. */
export type Decide<Result> = (stored: StoredProject, queries: Queries) => Promise<Result>;

@Injectable()
export class ProjectsRepository extends CompanyReader<StoredProject> {
  constructor(database: Database) {
    super(database, {
      noun: 'project',
      table: 'projects',
      answer: ProjectResponse,
      computed: { metadata: sql.METADATA },
      filters: {
        probability: 'integer',
        date_start: 'date',
        project_stage_id: 'integer',
        updated_at: 'instant',
        deleted_at: 'instant',
      },
      isDeletable: true,
    });
  }

  /** Stores the project with its metadata values, or nothing. One round trip. */
  async create({ companyId }: Caller, project: CreateProjectDto): Promise<WriteResult> {
    // Somebody may take the job order, or remove what the project points to, after the checks have looked.
    return this.database.checked(async () =>
      resultOf(
        await this.database.query<sql.WrittenRow, sql.CreateParameters>(sql.CREATE, {
          ...createChecks(companyId, project),
          name: project.name,
          purchase_order: project.purchase_order,
          value: project.value,
          external_cost_percentage: project.external_cost_percentage,
          start_date: project.start_date,
          duration: project.duration,
          due_date: project.due_date,
          signed_on: project.signed_on,
        }),
      ),
    );
  }

  /** What the company's data has against a new project, as far as its fields are there. Writes nothing. */
  async checkNew({ companyId }: Caller, project: Partial<CreateProjectDto>): Promise<ProblemRow[]> {
    return this.database.query<ProblemRow, CheckParameters>(sql.CHECK, createChecks(companyId, project));
  }

  /** Hands the stored project over, locked, so that what is decided about it is still true when it is written. */
  async change<Result>({ companyId }: Caller, id: number, decide: Decide<Result>): Promise<Result> {
    return this.database.checked(() =>
      this.database.transaction(async (queries) => {
        const [stored] = await queries.query<StoredProject, 'company_id' | 'id'>(sql.LOCK, {
          company_id: companyId,
          id,
        });
        if (stored === undefined) throw this.notFound(id);
        return decide(stored, queries);
      }),
    );
  }

  async checkChange({ companyId }: Caller, queries: Queries, change: ProjectChange): Promise<ProblemRow[]> {
    return queries.query<ProblemRow, CheckParameters>(sql.CHECK, changeChecks(companyId, change));
  }

  async update({ companyId }: Caller, queries: Queries, change: ProjectChange): Promise<WriteResult> {
    return resultOf(
      await queries.query<sql.WrittenRow, sql.UpdateParameters>(sql.UPDATE, {
        ...changeChecks(companyId, change),
        ...sql.writtenColumns(change.row),
      }),
    );
  }

  async delete({ companyId }: Caller, queries: Queries, id: number): Promise<void> {
    await queries.query(sql.DELETE, { company_id: companyId, id });
  }
}

function resultOf(rows: readonly sql.WrittenRow[]): WriteResult {
  const row = rows[0]!;
  return row.problems === null ? { row } : { problems: row.problems };
}

function createChecks(
  companyId: number,
  project: Partial<CreateProjectDto>,
): Record<CheckParameters, unknown> {
  return {
    company_id: companyId,
    project_id: null,
    is_whole: true,
    is_contact_due: true,
    client_id: project.client_id,
    contact_client_id: project.client_id,
    client_contact_id: project.client_contact_id,
    pm_id: project.pm_id,
    account_id: project.account_id,
    job_order_category_id: project.job_order_category_id,
    project_type_id: project.project_type_id,
    business_unit_id: project.business_unit_id,
    project_stage_id: null,
    stage_category_id: null,
    job_order: project.job_order,
    probability: project.probability,
    metadata_ids: [...(project.metadata?.keys() ?? [])],
    metadata_values: [...(project.metadata?.values() ?? [])],
  };
}

/** What stays as it was is not asked for again: a person may have left, or a client gone, since. */
function changeChecks(
  companyId: number,
  { row, changed, given }: ProjectChange,
): Record<CheckParameters, unknown> {
  const ifChanged = (key: keyof ProjectRow): unknown => (changed.has(key) ? row[key] : null);
  const isContactDue = changed.has('client_id') || changed.has('client_contact_id');
  const isStageDue =
    row.project_stage_id !== null &&
    (changed.has('project_stage_id') || changed.has('job_order_category_id'));
  return {
    company_id: companyId,
    project_id: row.id,
    is_whole: false,
    is_contact_due: isContactDue,
    client_id: ifChanged('client_id'),
    contact_client_id: isContactDue ? row.client_id : null,
    client_contact_id: row.client_contact_id,
    pm_id: ifChanged('pm_id'),
    account_id: ifChanged('account_id'),
    job_order_category_id: ifChanged('job_order_category_id'),
    project_type_id: ifChanged('project_type_id'),
    business_unit_id: ifChanged('business_unit_id'),
    project_stage_id: ifChanged('project_stage_id'),
    stage_category_id: isStageDue ? row.job_order_category_id : null,
    job_order: ifChanged('job_order'),
    probability: ifChanged('probability'),
    metadata_ids: [...given.keys()],
    metadata_values: [...given.values()],
  };
}
