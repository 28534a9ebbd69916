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
