import { INSTANT } from '../api';
import { type TestCompany } from './company';

/** The body of a request that creates a project with the required fields only. */
export function projectBody(
  company: TestCompany,
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    name: 'First project',
    client_id: company.clientId,
    pm_id: company.personId,
    job_order_category_id: company.categoryId,
    value: 1.5,
    probability: 50,
    start_date: '2024-01-15',
    duration: 4,
    ...changes,
  };
}

/** The body of a request that sets every field there is. */
export function wholeProjectBody(company: TestCompany): Record<string, unknown> {
  return projectBody(company, {
    client_contact_id: company.contactId,
    purchase_order: 'po_001',
    account_id: company.personId,
    project_type_id: company.typeId,
    job_order: 'jo_001',
    external_cost_percentage: 20,
    due_date: '2024-04-30',
    signed_on: '2024-01-02',
    business_unit_id: company.businessUnitId,
    [`metadata_${company.metadataId}`]: 'IT',
  });
}

/** What the service answers to `projectBody`, key by key in the order of the contract. */
export function bareProject(company: TestCompany, changes: object = {}) {
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
