import { BusinessUnit } from '../catalog/business-units/business-unit.entity';
import { JobOrderCategory } from '../catalog/job-order-categories/job-order-category.entity';
import { JobOrderCategoryGroup } from '../catalog/job-order-categories/job-order-category-group.entity';
import { ProjectStage } from '../catalog/project-stages/project-stage.entity';
import { ProjectType } from '../catalog/project-types/project-type.entity';
import { Role } from '../catalog/roles/role.entity';
import { Client } from '../clients/client.entity';
import { type EventNoun } from '../company-repository/crm-events.sql';
import { Contact } from '../contacts/contact.entity';
import {
  columnTypesOf,
  type EntityClass,
  nounOf,
  nullableColumnsOf,
  tableOf,
  uniqueKeysOf,
} from '../database/entity';
import { fieldsOf } from '../fields/field-registry';
import { Person } from '../persons/person.entity';
import { ProjectMetadata } from '../project-metadata/project-metadata.entity';
import { BusinessUnitEntryDto } from './dto/business-unit-entry.dto';
import { ClientEntryDto } from './dto/client-entry.dto';
import { ContactEntryDto } from './dto/contact-entry.dto';
import { JobOrderCategoryEntryDto } from './dto/job-order-category-entry.dto';
import { JobOrderCategoryGroupEntryDto } from './dto/job-order-category-group-entry.dto';
import { PersonEntryDto } from './dto/person-entry.dto';
import { ProjectMetadataEntryDto } from './dto/project-metadata-entry.dto';
import { ProjectStageEntryDto } from './dto/project-stage-entry.dto';
import { ProjectTypeEntryDto } from './dto/project-type-entry.dto';
import { RoleEntryDto } from './dto/role-entry.dto';

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

interface TableOptions {
  readonly key: string;
  /** Absent: if a unique constraint of the company and the key says so. */
  readonly isKeyUnique?: boolean;
  readonly isKeyCaseless?: boolean;
  readonly parent?: CompanyTable['parent'];
  readonly events?: EventNoun;
  /** Columns beside those that are fields of an entry. */
  readonly further?: CompanyTable['columns'];
}

/** The table of an entity, with the columns that are fields of an entry. Null empties those that may be empty. */
function tableFor(
  entity: EntityClass,
  entry: EntityClass,
  { further, ...options }: TableOptions,
): CompanyTable {
  const stored = columnTypesOf(entity);
  const nullable = nullableColumnsOf(entity);
  const columns = [...fieldsOf(entry).keys()]
    .filter((name) => name !== 'id' && Object.hasOwn(stored, name))
    .map((name) => [name, nullable.has(name) ? { isNullable: true } : {}] as const);
  const isUniqueKey = (key: readonly string[]): boolean => key.join() === `company_id,${options.key}`;
  return {
    name: tableOf(entity),
    what: nounOf(entity),
    isKeyUnique: [...uniqueKeysOf(entity).values()].some(isUniqueKey),
    isSoftDeletable: Object.hasOwn(stored, 'deleted_at'),
    ...options,
    columns: { ...Object.fromEntries(columns), ...further },
  };
}

const NAMED = { key: 'name' };

export const ROLES = tableFor(Role, RoleEntryDto, NAMED);

/** `roleName` returns the name of a role by its id. A person is the only one of its account, which the e-mail address names. */
export const personsTable = (roleName: (id: number) => string | undefined): CompanyTable =>
  tableFor(Person, PersonEntryDto, {
    key: 'email',
    isKeyUnique: true,
    isKeyCaseless: true,
    further: {
      account_id: { shown: false },
      role_id: { shown: { as: 'role', value: (id) => roleName(id as number) } },
    },
  });

export const CLIENTS = tableFor(Client, ClientEntryDto, { key: 'corporate_name', events: 'client' });

export const CONTACTS = tableFor(Contact, ContactEntryDto, {
  key: 'email',
  isKeyCaseless: true,
  events: 'contact',
  parent: { column: 'client_id', what: 'client' },
});

export const JOB_ORDER_CATEGORY_GROUPS = tableFor(
  JobOrderCategoryGroup,
  JobOrderCategoryGroupEntryDto,
  NAMED,
);

/** `groupName` returns the name of a group by its id. */
export const jobOrderCategoriesTable = (groupName: (id: number) => string | undefined): CompanyTable =>
  tableFor(JobOrderCategory, JobOrderCategoryEntryDto, {
    ...NAMED,
    further: {
      job_order_category_group_id: {
        isNullable: true,
        shown: { as: 'group', value: (id) => (id === null ? null : groupName(id as number)) },
      },
    },
  });

export const BUSINESS_UNITS = tableFor(BusinessUnit, BusinessUnitEntryDto, NAMED);

export const PROJECT_METADATA = tableFor(ProjectMetadata, ProjectMetadataEntryDto, { key: 'key' });

/** The lists of a company file and where their entries go. */
export const COMPANY_LISTS = {
  roles: ROLES,
  persons: personsTable(String),
  clients: CLIENTS,
  job_order_category_groups: JOB_ORDER_CATEGORY_GROUPS,
  job_order_categories: jobOrderCategoriesTable(String),
  project_types: tableFor(ProjectType, ProjectTypeEntryDto, NAMED),
  project_stages: tableFor(ProjectStage, ProjectStageEntryDto, NAMED),
  business_units: BUSINESS_UNITS,
  project_metadata: PROJECT_METADATA,
} as const;
