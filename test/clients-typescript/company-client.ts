import {
  createClient,
  type ProjectsClient,
  type RetryOptions,
  type components,
} from '../../clients/typescript/src/client';
import { INSTANT } from '../support/api';
import { type TestCompany } from '../support/builders/company';

export type Project = components['schemas']['Project'];
export type CreateProject = components['schemas']['CreateProject'];

/** The client of the company's administrator, which does not wait long. */
export function clientOf(
  company: TestCompany,
  baseUrl: string,
  retry: Partial<RetryOptions> = { baseDelayMs: 1 },
): ProjectsClient {
  return createClient({ baseUrl, token: company.token, company: company.company, retry });
}

/** A typed body with the required fields only. */
export function bodyOf(company: TestCompany, name = 'First project'): CreateProject {
  return {
    name,
    client_id: company.clientId,
    pm_id: company.personId,
    job_order_category_id: company.categoryId,
    value: 1.5,
    probability: 50,
    start_date: '2024-01-15',
    duration: 4,
  };
}

/** What the service makes of that body. */
export function projectOf(company: TestCompany, changes: Partial<Project> = {}): Project {
  return {
    id: expect.any(Number) as number,
    created_at: INSTANT as string,
    updated_at: INSTANT as string,
    name: 'First project',
    job_order: null,
    purchase_order: null,
    value: 1.5,
    probability: 50,
    date_start: '2024-01-01',
    duration: 4,
    is_archived: false,
    archived_on: null,
    due_date: null,
    signed_on: null,
    job_order_category_id: company.categoryId,
    project_type_id: null,
    client_id: company.clientId,
    pm_id: company.personId,
    account_id: null,
    client_contact_id: null,
    reason_why_id: null,
    business_unit_id: null,
    billing_group_id: null,
    external_cost_percentage: 0,
    is_timesheet_whitelist_enabled: false,
    project_stage_id: null,
    deleted_at: null,
    ...changes,
  };
}
