import { type EventNoun } from '../company-repository/crm-events.sql';
import { fieldsOf } from '../fields/field-registry';
import { boolean } from '../fields/field-types';
import { ClientEntryDto } from './dto/client-entry.dto';
import { ContactEntryDto } from './dto/contact-entry.dto';
import { JobOrderCategoryEntryDto } from './dto/job-order-category-entry.dto';
import { JobOrderCategoryGroupEntryDto } from './dto/job-order-category-group-entry.dto';

export interface CompanyColumn {
  /** Null in the file empties the column; elsewhere null counts as absent. */
  readonly isNullable?: boolean;
  /** How a change of the column is reported; `false`: it is not, because another column shows it. */
  readonly shown?: { readonly as: string; readonly value: (stored: unknown) => unknown } | false;
}

/** A table of a company whose rows a company file can list. */
export interface CompanyTable {
  readonly name: string;
  /** One row in the field's words. */
  readonly what: string;
  /** The column that names a row where the file gives no id. */
  readonly key: string;
  readonly isKeyCaseless?: boolean;
  /** Whether the database allows a key only once. */
  readonly isKeyUnique: boolean;
  /** The column of the row that this one belongs to for good; keys are unique within it. */
  readonly parent?: { readonly column: string; readonly what: string };
  readonly isSoftDeletable?: boolean;
  /** What the feed calls a row, if changes of the table are events of it. */
  readonly events?: EventNoun;
  readonly columns: Readonly<Record<string, CompanyColumn>>;
}

/** The columns that are fields of an entry. Null empties those that may be empty. */
function columnsOf(entry: new () => object, ...except: string[]): Record<string, CompanyColumn> {
  return Object.fromEntries(
    [...fieldsOf(entry).values()]
      .filter(({ name, entries }) => entries === undefined && name !== 'id' && !except.includes(name))
      .map(({ name, required, type }) => [name, required || type === boolean ? {} : { isNullable: true }]),
  );
}

export const ROLES: CompanyTable = {
  name: 'roles',
  what: 'role',
  key: 'name',
  isKeyUnique: true,
  columns: { name: {}, is_default: {}, permissions: {} },
};

/** `roleName` returns the name of a role by its id. */
export function personsTable(roleName: (id: number) => string | undefined): CompanyTable {
  return {
    name: 'persons',
    what: 'person',
    key: 'email',
    isKeyCaseless: true,
    isKeyUnique: true,
    columns: {
      email: {},
      account_id: { shown: false },
      name: {},
      surname: {},
      role_id: { shown: { as: 'role', value: (id) => roleName(id as number) } },
      is_archived: {},
    },
  };
}

export const CLIENTS: CompanyTable = {
  name: 'clients',
  events: 'client',
  what: 'client',
  key: 'corporate_name',
  isKeyUnique: false,
  isSoftDeletable: true,
  columns: columnsOf(ClientEntryDto),
};

export const CONTACTS: CompanyTable = {
  name: 'client_contacts',
  events: 'contact',
  what: 'contact',
  key: 'email',
  isKeyCaseless: true,
  isKeyUnique: false,
  parent: { column: 'client_id', what: 'client' },
  isSoftDeletable: true,
  columns: columnsOf(ContactEntryDto),
};

export const JOB_ORDER_CATEGORY_GROUPS: CompanyTable = {
  name: 'job_order_category_groups',
  what: 'job order category group',
  key: 'name',
  isKeyUnique: false,
  isSoftDeletable: true,
  columns: columnsOf(JobOrderCategoryGroupEntryDto),
};

/** `groupName` returns the name of a group by its id. */
export function jobOrderCategoriesTable(groupName: (id: number) => string | undefined): CompanyTable {
  return {
    name: 'job_order_categories',
    what: 'job order category',
    key: 'name',
    isKeyUnique: false,
    isSoftDeletable: true,
    columns: {
      ...columnsOf(JobOrderCategoryEntryDto, 'group'),
      job_order_category_group_id: {
        isNullable: true,
        shown: { as: 'group', value: (id) => (id === null ? null : groupName(id as number)) },
      },
    },
  };
}

export const PROJECT_TYPES: CompanyTable = {
  name: 'project_types',
  what: 'project type',
  key: 'name',
  isKeyUnique: true,
  columns: { name: {}, group: { isNullable: true } },
};

export const PROJECT_STAGES: CompanyTable = {
  name: 'project_stages',
  what: 'project stage',
  key: 'name',
  isKeyUnique: true,
  columns: { name: {}, description: { isNullable: true }, hierarchy: {} },
};

export const BUSINESS_UNITS: CompanyTable = {
  name: 'business_units',
  what: 'business unit',
  key: 'name',
  isKeyUnique: true,
  columns: { name: {} },
};

export const PROJECT_METADATA: CompanyTable = {
  name: 'project_metadata',
  what: 'project metadata',
  key: 'key',
  isKeyUnique: true,
  columns: { key: {}, is_required: {} },
};

/** The lists of a company file and where their entries go. */
export const COMPANY_LISTS = {
  roles: ROLES,
  persons: personsTable(String),
  clients: CLIENTS,
  job_order_category_groups: JOB_ORDER_CATEGORY_GROUPS,
  job_order_categories: jobOrderCategoriesTable(String),
  project_types: PROJECT_TYPES,
  project_stages: PROJECT_STAGES,
  business_units: BUSINESS_UNITS,
  project_metadata: PROJECT_METADATA,
} as const;
