import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/caller';
import { Database } from '../database/database';
import { isIntegrityViolation } from '../database/database-errors';
import { statement } from '../database/statement';
import { type CreateProjectDto } from './dto/create-project.dto';
import { type ProjectRow } from './dto/project.response.dto';
import { type CheckParameters, type ProblemRow, PROJECT_CHECKS } from './project-checks.sql';

/** Either the project was stored, or the problems say why not. */
export type CreateResult = { readonly row: ProjectRow } | { readonly problems: readonly ProblemRow[] };

/** The columns of a ProjectRow. */
const COLUMNS = `
  id, created_at, updated_at, name, job_order, purchase_order, value, probability, date_start, duration, is_archived,
  archived_on, due_date, signed_on, job_order_category_id, project_type_id, client_id, pm_id, account_id,
  client_contact_id, reason_why_id, business_unit_id, billing_group_id, external_cost_percentage,
  is_timesheet_whitelist_enabled, project_stage_id, deleted_at`;

type CreateParameters =
  | CheckParameters
  | 'name'
  | 'purchase_order'
  | 'value'
  | 'external_cost_percentage'
  | 'start_date'
  | 'duration'
  | 'due_date'
  | 'signed_on';

/**
 * The whole of a create: the checks, the project and its metadata values, in one statement and so in one transaction.
 * Whatever else has to be stored with a project joins it as a further common table expression.
 */
const CREATE = statement<CreateParameters>(
  'create-project',
  `with ${PROJECT_CHECKS},
  created as (
    insert into projects (
      company_id, name, job_order, unique_job_order, purchase_order, value, probability, date_start, duration, due_date,
      signed_on, job_order_category_id, project_type_id, client_id, pm_id, account_id, client_contact_id,
      business_unit_id, external_cost_percentage)
    select :company_id, :name, :job_order::text, case when is_job_order_unique then :job_order::text end,
           :purchase_order, :value, :probability::integer, date_trunc('month', :start_date::date), :duration, :due_date,
           :signed_on, :job_order_category_id::bigint, :project_type_id::bigint, :client_id::bigint, :pm_id::bigint,
           :account_id::bigint, :client_contact_id::bigint, :business_unit_id::bigint,
           coalesce(:external_cost_percentage::integer, 0)
      from company
     where not exists (select from problems)
    returning ${COLUMNS}
  ),
  stored_values as (
    insert into project_metadata_values (company_id, project_id, project_metadata_id, value)
    select :company_id, created.id, given.id, given.value
      from created cross join given
     where given.value is not null
  )
  select (select json_agg(problems) from problems) as problems, created.*
    from (values (true)) as always left join created on true`,
);

const CHECK = statement<CheckParameters>('check-project', `with ${PROJECT_CHECKS} select * from problems`);

const FIND_BY_ID = statement<'company_id' | 'id'>(
  'find-project',
  `select ${COLUMNS}, (
     select coalesce(json_agg(json_build_array(project_metadata_id, value) order by project_metadata_id), '[]')
       from project_metadata_values
      where company_id = :company_id and project_id = projects.id) as metadata
     from projects
    where company_id = :company_id and id = :id and deleted_at is null`,
);

@Injectable()
export class ProjectsRepository {
  constructor(private readonly database: Database) {}

  /** Stores the project with its metadata values, or nothing. One round trip. */
  async create(caller: Caller, project: CreateProjectDto): Promise<CreateResult> {
    try {
      return await this.tryCreate(caller, project);
    } catch (error) {
      // Somebody was faster: took the job order, or removed what the project points to, after the checks had looked.
      // They look again and say what it is.
      if (isIntegrityViolation(error)) return this.tryCreate(caller, project);
      throw error;
    }
  }

  private async tryCreate({ companyId }: Caller, project: CreateProjectDto): Promise<CreateResult> {
    const rows = await this.database.query<ProjectRow & { problems: ProblemRow[] | null }, CreateParameters>(
      CREATE,
      {
        ...checkParameters(companyId, project),
        name: project.name,
        purchase_order: project.purchase_order,
        value: project.value,
        external_cost_percentage: project.external_cost_percentage,
        start_date: project.start_date,
        duration: project.duration,
        due_date: project.due_date,
        signed_on: project.signed_on,
      },
    );
    const row = rows[0]!;
    return row.problems === null ? { row } : { problems: row.problems };
  }

  /** What the company's data has against the fields that are there. Writes nothing. */
  async check({ companyId }: Caller, project: Partial<CreateProjectDto>): Promise<ProblemRow[]> {
    return this.database.query<ProblemRow, CheckParameters>(CHECK, checkParameters(companyId, project));
  }

  async findById(
    { companyId }: Caller,
    id: number,
  ): Promise<(ProjectRow & { metadata: [number, string][] }) | undefined> {
    const rows = await this.database.query<
      ProjectRow & { metadata: [number, string][] },
      'company_id' | 'id'
    >(FIND_BY_ID, { company_id: companyId, id });
    return rows[0];
  }
}

function checkParameters(
  companyId: number,
  project: Partial<CreateProjectDto>,
): Record<CheckParameters, unknown> {
  return {
    company_id: companyId,
    client_id: project.client_id,
    client_contact_id: project.client_contact_id,
    pm_id: project.pm_id,
    account_id: project.account_id,
    job_order_category_id: project.job_order_category_id,
    project_type_id: project.project_type_id,
    business_unit_id: project.business_unit_id,
    job_order: project.job_order,
    probability: project.probability,
    metadata_ids: [...(project.metadata?.keys() ?? [])],
    metadata_values: [...(project.metadata?.values() ?? [])],
  };
}
