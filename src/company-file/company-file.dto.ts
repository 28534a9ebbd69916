import { MAX_SLUG_LENGTH } from '../auth/caller';
import { TextField, PatternField, ListField, ObjectField } from '../fields/field.decorator';
import { BusinessUnitEntryDto } from './dto/business-unit-entry.dto';
import { ClientEntryDto } from './dto/client-entry.dto';
import { CompanySettingsDto } from './dto/company-settings.dto';
import { MAX_NAME_LENGTH } from './dto/entry-id';
import { JobOrderCategoryEntryDto } from './dto/job-order-category-entry.dto';
import { JobOrderCategoryGroupEntryDto } from './dto/job-order-category-group-entry.dto';
import { PersonEntryDto } from './dto/person-entry.dto';
import { ProjectMetadataEntryDto } from './dto/project-metadata-entry.dto';
import { ProjectStageEntryDto } from './dto/project-stage-entry.dto';
import { ProjectTypeEntryDto } from './dto/project-type-entry.dto';
import { RoleEntryDto } from './dto/role-entry.dto';
import { Schema } from '../fields/schema.decorator';

/** What a company file says: a company with its settings, its people, and what its projects point to. */
@Schema({ noun: 'a company file' })
export class CompanyFileDto {
  @PatternField({
    pattern: new RegExp(`^(?=.{1,${MAX_SLUG_LENGTH}}$)[a-z0-9](-?[a-z0-9])*$`),
    must: `at most ${MAX_SLUG_LENGTH} lower-case letters and digits, with single hyphens between them`,
    description: 'Short name of the company: what callers send as `Wethod-Company`',
    required: true,
  })
  slug!: string;

  @TextField({ minLength: 1, maxLength: MAX_NAME_LENGTH, description: 'Name of the company', required: true })
  name!: string;

  @ObjectField(() => CompanySettingsDto, { description: 'Settings of the company' })
  settings?: CompanySettingsDto | null;

  @ListField(() => RoleEntryDto, { description: 'Roles: sets of permissions' })
  roles?: RoleEntryDto[] | null;

  @ListField(() => PersonEntryDto, { description: 'Persons who work for the company' })
  persons?: PersonEntryDto[] | null;

  @ListField(() => ClientEntryDto, { description: 'Clients with their contacts' })
  clients?: ClientEntryDto[] | null;

  @ListField(() => JobOrderCategoryGroupEntryDto, { description: 'Groups of job order categories' })
  job_order_category_groups?: JobOrderCategoryGroupEntryDto[] | null;

  @ListField(() => JobOrderCategoryEntryDto, { description: 'Job order categories' })
  job_order_categories?: JobOrderCategoryEntryDto[] | null;

  @ListField(() => ProjectTypeEntryDto, { description: 'Project types' })
  project_types?: ProjectTypeEntryDto[] | null;

  @ListField(() => ProjectStageEntryDto, { description: 'Stages of opportunities' })
  project_stages?: ProjectStageEntryDto[] | null;

  @ListField(() => BusinessUnitEntryDto, { description: 'Business units' })
  business_units?: BusinessUnitEntryDto[] | null;

  @ListField(() => ProjectMetadataEntryDto, { description: 'Project metadata: questions about projects' })
  project_metadata?: ProjectMetadataEntryDto[] | null;
}
