import { INSTANT } from '../api';
import { type TestCompany } from './company';
import { OWN_FIELDS } from './project-fields';

/** The body of a request that creates a project with the required fields only. */
export function projectBody(
  company: TestCompany,
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  const required = OWN_FIELDS.filter(({ isRequired }) => isRequired);
  return { ...Object.fromEntries(required.map(({ name, valueOf }) => [name, valueOf(company)])), ...changes };
}

/** The body of a request that sets every field there is. */
export function wholeProjectBody(company: TestCompany): Record<string, unknown> {
  return {
    ...Object.fromEntries(OWN_FIELDS.map(({ name, valueOf }) => [name, valueOf(company)])),
    [`metadata_${company.metadataId}`]: 'IT',
  };
}

/** The fields that a project can do without, each with null. */
export const EMPTY_FIELDS: Readonly<Record<string, null>> = Object.fromEntries(
  OWN_FIELDS.filter(({ isRequired }) => !isRequired).map(({ name }) => [name, null]),
);

/** What the response has of the fields of a body: of some nothing, if they have no value. */
export function respondedFields(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      const {
        key = name,
        value: shown = (sent: unknown) => sent,
        ifNull = null,
      } = OWN_FIELDS.find((field) => field.name === name)?.respondedAs ?? {};
      if (value === null && !FIXED_KEYS.has(key)) return [];
      return [[key, value === null ? ifNull : shown(value)]];
    }),
  );
}

/** What the service responds with to `wholeProjectBody`, key by key in the order of the contract. */
export function wholeProject(company: TestCompany): Record<string, unknown> {
  const whole = Object.entries(bareProject(company, respondedFields(wholeProjectBody(company))));
  const isLast = (key: string): boolean => !FIXED_KEYS.has(key) && !key.startsWith('metadata_');
  return Object.fromEntries([
    ...whole.filter(([key]) => !isLast(key)),
    ...whole.filter(([key]) => isLast(key)),
  ]);
}

/** What the service responds with to `projectBody`, key by key in the order of the contract. */
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

/** The keys that every response has. */
const FIXED_KEYS: ReadonlySet<string> = new Set(Object.keys(bareProject({} as TestCompany)));
