import { Controller, Get, Param, Query } from '@nestjs/common';
import { type Caller } from '../../auth/caller';
import { CurrentCaller } from '../../auth/current-caller.decorator';
import { RequiresPermission } from '../../auth/requires-permission.decorator';
import { IdPipe } from '../../http/id.pipe';
import { Operation } from '../../openapi/operation.decorator';
import { Tag } from '../../openapi/tag.decorator';
import { DeletableListQueryDto, DeletableItemQueryDto } from '../../company-repository/list-query.dto';
import { JobOrderCategoryResponse } from './job-order-category.response.dto';
import { JobOrderCategoriesRepository } from './job-order-categories.repository';

@Tag('Job order categories', 'Kinds of job orders, and the groups of kinds')
@Controller('api/job-order-categories')
export class JobOrderCategoriesController {
  constructor(private readonly repository: JobOrderCategoriesRepository) {}

  @Get()
  @RequiresPermission('settings.company')
  @Operation({
    summary: 'List job order categories',
    query: DeletableListQueryDto,
    listOf: JobOrderCategoryResponse,
  })
  async listJobOrderCategories(
    @CurrentCaller() caller: Caller,
    @Query() query: DeletableListQueryDto,
  ): Promise<JobOrderCategoryResponse[]> {
    return this.repository.list(caller, query);
  }

  @Get(':id')
  @RequiresPermission('settings.company')
  @Operation({
    summary: 'Get a job order category',
    item: 'job order category',
    query: DeletableItemQueryDto,
    response: JobOrderCategoryResponse,
  })
  async getJobOrderCategory(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Query() query: DeletableItemQueryDto,
  ): Promise<JobOrderCategoryResponse> {
    return this.repository.findById(caller, id, query.deleted);
  }
}
