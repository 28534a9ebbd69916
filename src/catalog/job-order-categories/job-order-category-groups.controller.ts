import { Controller, Get, Param, Query } from '@nestjs/common';
import { type Caller } from '../../auth/caller';
import { CurrentCaller } from '../../auth/current-caller.decorator';
import { RequiresPermission } from '../../auth/requires-permission.decorator';
import { IdPipe } from '../../http/id.pipe';
import { Operation } from '../../openapi/operation.decorator';
import { Tag } from '../../openapi/tag.decorator';
import { DeletableListQueryDto, DeletableItemQueryDto } from '../../company-repository/list-query.dto';
import { JobOrderCategoryGroupResponse } from './job-order-category-group.response.dto';
import { JobOrderCategoryGroupsRepository } from './job-order-category-groups.repository';

@Tag('Job order categories')
@Controller('api/job-order-category-groups')
export class JobOrderCategoryGroupsController {
  constructor(private readonly repository: JobOrderCategoryGroupsRepository) {}

  @Get()
  @RequiresPermission('settings.company')
  @Operation({
    summary: 'List job order category groups',
    query: DeletableListQueryDto,
    listOf: JobOrderCategoryGroupResponse,
  })
  async listJobOrderCategoryGroups(
    @CurrentCaller() caller: Caller,
    @Query() query: DeletableListQueryDto,
  ): Promise<JobOrderCategoryGroupResponse[]> {
    return this.repository.list(caller, query);
  }

  @Get(':id')
  @RequiresPermission('settings.company')
  @Operation({
    summary: 'Get a job order category group',
    item: 'job order category group',
    query: DeletableItemQueryDto,
    response: JobOrderCategoryGroupResponse,
  })
  async getJobOrderCategoryGroup(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Query() query: DeletableItemQueryDto,
  ): Promise<JobOrderCategoryGroupResponse> {
    return this.repository.findById(caller, id, query.deleted);
  }
}
