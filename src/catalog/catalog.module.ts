import { Module } from '@nestjs/common';
import { BusinessUnitsController } from './business-units/business-units.controller';
import { BusinessUnitsRepository } from './business-units/business-units.repository';
import { JobOrderCategoriesController } from './job-order-categories/job-order-categories.controller';
import { JobOrderCategoriesRepository } from './job-order-categories/job-order-categories.repository';
import { JobOrderCategoryGroupsController } from './job-order-categories/job-order-category-groups.controller';
import { JobOrderCategoryGroupsRepository } from './job-order-categories/job-order-category-groups.repository';
import { ProjectStagesController } from './project-stages/project-stages.controller';
import { ProjectStagesRepository } from './project-stages/project-stages.repository';
import { ProjectTypesController } from './project-types/project-types.controller';
import { ProjectTypesRepository } from './project-types/project-types.repository';
import { RolesController } from './roles/roles.controller';
import { RolesRepository } from './roles/roles.repository';

/** The lists of a company that projects and persons choose from. */
@Module({
  controllers: [
    BusinessUnitsController,
    JobOrderCategoriesController,
    JobOrderCategoryGroupsController,
    ProjectStagesController,
    ProjectTypesController,
    RolesController,
  ],
  providers: [
    BusinessUnitsRepository,
    JobOrderCategoriesRepository,
    JobOrderCategoryGroupsRepository,
    ProjectStagesRepository,
    ProjectTypesRepository,
    RolesRepository,
  ],
})
export class CatalogModule {}
