import { type Permission } from '../../src/auth/permissions';
import { insert, type TestCompany } from '../support/builders/company';
import { type TestDatabase } from '../support/database';

/** A resource of a company that can only be read. */
export interface Resource {
  readonly path: string;
  readonly noun: string;
  readonly table: string;
  /** Absent: open to every person of the company. */
  readonly permission?: Permission;
  readonly isDeletable?: boolean;
  /** There is no GET of one. */
  readonly isListOnly?: boolean;
  /** The columns of a row with a name of its own. */
  row(name: string, company: TestCompany, database: TestDatabase): object | Promise<object>;
  /** What the response has beside id, created_at, updated_at, and beside deleted_at at the end. */
  shown(row: Record<string, unknown>): object;
}

/** Everything that can be set of a category, each different from its default. */
const CATEGORY = {
  color: '#ff0000',
  is_chargeable: true,
  is_allocation_request_required: true,
  is_planning_allowed_to_everybody: true,
  is_planning_unlimited: true,
  hours_type: 'billable',
  is_program_required: true,
  is_budget_invoice_driven: true,
  is_capex: true,
  external_costs_type: 'included',
  is_won_lost_feedback_required: true,
  is_opportunity_status_tracking_enabled: true,
  is_timesheet_automatic: true,
  is_external_drive_canvas_enabled: true,
  project_status_mode: 'manual',
  is_project_review_required: true,
  project_review_value_threshold: 12.34567,
};

/** Of the public person, what this service does not have. */
export const NOT_OF_PERSONS_HERE = {
  is_visible_in_people_allocation: null,
  has_timesheet_required: null,
  level_id: null,
  stream_id: null,
  price_list_id: null,
  job_title_id: null,
  allocation_manager_id: null,
  capacity_id: null,
  location_id: null,
} as const;

export const RESOURCES: readonly Resource[] = [
  {
    path: 'job-order-categories',
    noun: 'job order category',
    table: 'job_order_categories',
    permission: 'settings.company',
    isDeletable: true,
    row: async (name, { companyId }, database) => ({
      name,
      ...CATEGORY,
      job_order_category_group_id: await insert(database, 'job_order_category_groups', {
        company_id: companyId,
        name,
      }),
      job_order_template_id: 7,
    }),
    shown: (row) => row,
  },
  {
    path: 'job-order-category-groups',
    noun: 'job order category group',
    table: 'job_order_category_groups',
    permission: 'settings.company',
    isDeletable: true,
    row: (name) => ({ name, is_default: true }),
    shown: (row) => row,
  },
  {
    path: 'project-types',
    noun: 'project type',
    table: 'project_types',
    row: (name) => ({ name, '"group"': 'Fixed' }),
    shown: ({ name }) => ({ name, group: 'Fixed' }),
  },
  {
    path: 'project-stages',
    noun: 'project stage',
    table: 'project_stages',
    isListOnly: true,
    row: (name) => ({ name, description: 'Sent', hierarchy: -3 }),
    shown: (row) => row,
  },
  {
    path: 'business-units',
    noun: 'business unit',
    table: 'business_units',
    row: (name) => ({ name }),
    shown: (row) => row,
  },
  {
    path: 'roles',
    noun: 'role',
    table: 'roles',
    row: (name) => ({ name, is_default: true, permissions: ['crm.view'] }),
    shown: ({ name }) => ({ name, is_default: true }),
  },
  {
    path: 'persons',
    noun: 'person',
    table: 'persons',
    permission: 'settings.team',
    row: async (name, { companyId, companyId: company_id }, database) => ({
      email: `${name}.${companyId}@example.com`,
      name,
      surname: 'Rossi',
      account_id: await insert(database, 'accounts', { email: `${name}.${companyId}@example.com` }),
      role_id: await insert(database, 'roles', { company_id, name: `Role of ${name}` }),
      is_archived: true,
    }),
    shown: ({ email, name, surname, role_id, is_archived }) => ({
      email,
      name,
      surname,
      role_id,
      role: `Role of ${String(name)}`,
      is_archived,
      ...NOT_OF_PERSONS_HERE,
    }),
  },
];
