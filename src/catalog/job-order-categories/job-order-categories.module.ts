import { Module } from '@nestjs/common';
import { JobOrderCategoriesController } from './job-order-categories.controller';
import { JobOrderCategoriesRepository } from './job-order-categories.repository';
import { JobOrderCategoryGroupsController } from './job-order-category-groups.controller';
import { JobOrderCategoryGroupsRepository } from './job-order-category-groups.repository';

@Module({
  controllers: [JobOrderCategoriesController, JobOrderCategoryGroupsController],
  providers: [JobOrderCategoriesRepository, JobOrderCategoryGroupsRepository],
})
export class JobOrderCategoriesModule {}
