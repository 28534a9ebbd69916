import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller } from '../access/caller';
import { CurrentCaller } from '../access/current-caller.decorator';
import { RequiresNoPermission } from '../access/requires-permission.decorator';
import { IdPipe } from '../http/id.pipe';
import { Operation } from '../http/operation.decorator';
import { ListQueryDto } from '../listing/list-query.dto';
import { ProjectMetadataResponse } from './project-metadata.response.dto';
import { ProjectMetadataService } from './project-metadata.service';

@ApiTags('Project metadata')
@Controller('api/project-metadata')
export class ProjectMetadataController {
  constructor(private readonly metadata: ProjectMetadataService) {}

  @Get()
  @RequiresNoPermission()
  @Operation({
    id: 'listMetadata',
    summary: 'List project metadata',
    description: 'Tells which `metadata_<id>` a project can have, with their values.',
    query: ListQueryDto,
    answers: ProjectMetadataResponse,
  })
  async list(
    @CurrentCaller() caller: Caller,
    @Query() query: ListQueryDto,
  ): Promise<ProjectMetadataResponse[]> {
    return this.metadata.list(caller, query);
  }

  @Get(':id')
  @RequiresNoPermission()
  @Operation({
    id: 'getMetadata',
    summary: 'Get a project metadata',
    description: 'One project metadata with its values.',
    item: 'project metadata',
    answer: ProjectMetadataResponse,
  })
  async findById(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
  ): Promise<ProjectMetadataResponse> {
    return this.metadata.findById(caller, id);
  }
}
