import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { CurrentCaller } from '../auth/current-caller.decorator';
import { RequiresNoPermission, RequiresPermission } from '../auth/requires-permission.decorator';
import { IdPipe } from '../http/id.pipe';
import { Operation } from '../openapi/operation.decorator';
import { Tag } from '../openapi/tag.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { ListQueryDto } from '../company-repository/list-query.dto';
import { CreateProjectMetadataDto } from './create-project-metadata.dto';
import { MetadataDeleteQueryDto } from './metadata-delete-query.dto';
import { ProjectMetadataRepository } from './project-metadata.repository';
import { ProjectMetadataResponse } from './project-metadata.response.dto';
import { UPDATE_METADATA_EXAMPLE, UpdateProjectMetadataDto } from './update-project-metadata.dto';

@Tag('Project metadata', 'What a company wants to know of its projects beyond their fixed fields')
@Controller('api/project-metadata')
export class ProjectMetadataController {
  constructor(private readonly repository: ProjectMetadataRepository) {}

  @Get()
  @RequiresNoPermission()
  @Operation({
    summary: 'List project metadata',
    description: 'Tells which `metadata_<id>` a project can have, with their values.',
    query: ListQueryDto,
    listOf: ProjectMetadataResponse,
  })
  async listMetadata(
    @CurrentCaller() caller: Caller,
    @Query() query: ListQueryDto,
  ): Promise<ProjectMetadataResponse[]> {
    return this.repository.list(caller, query);
  }

  @Get(':id')
  @RequiresNoPermission()
  @Operation({
    summary: 'Get a project metadata',
    item: 'project metadata',
    itemExample: 13,
    response: ProjectMetadataResponse,
  })
  async getMetadata(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
  ): Promise<ProjectMetadataResponse> {
    return this.repository.findById(caller, id);
  }

  @Post()
  @RequiresPermission('settings.company')
  @Idempotent({ createsAt: '/api/project-metadata' })
  @Operation({
    summary: 'Create a project metadata',
    body: CreateProjectMetadataDto,
    created: ProjectMetadataResponse,
  })
  async createMetadata(
    @CurrentCaller() caller: Caller,
    @Body() body: CreateProjectMetadataDto,
  ): Promise<ProjectMetadataResponse> {
    return this.repository.createWithOptions(caller, body);
  }

  @Patch(':id')
  @RequiresPermission('settings.company')
  @Idempotent({ rowsOf: 'project_metadata' })
  @Operation({
    summary: 'Change a project metadata',
    description:
      'An absent field keeps its value; `values` is the whole list as it is to be. A value that projects hold can only ' +
      'go if `replacements` says what becomes of it.',
    item: 'project metadata',
    itemExample: 13,
    body: UpdateProjectMetadataDto,
    bodyExample: UPDATE_METADATA_EXAMPLE,
    response: ProjectMetadataResponse,
  })
  async updateMetadata(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Body() body: UpdateProjectMetadataDto,
  ): Promise<ProjectMetadataResponse> {
    return this.repository.updateWithOptions(caller, id, body);
  }

  @Delete(':id')
  @RequiresPermission('settings.company')
  @Idempotent({ rowsOf: 'project_metadata' })
  @Operation({
    summary: 'Delete a project metadata',
    description: 'Refused while projects have values for it, unless `discard_values` is `true`.',
    item: 'project metadata',
    itemExample: 14,
    query: MetadataDeleteQueryDto,
    deleted: true,
  })
  async deleteMetadata(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Query() query: MetadataDeleteQueryDto,
  ): Promise<object> {
    await this.repository.deleteWithOptions(caller, id, query.discard_values === true);
    return {};
  }
}
