import { Body, Controller, Get, Param, Post, Res, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Response } from 'express';
import { type Caller } from '../access/caller';
import { CurrentCaller } from '../access/current-caller.decorator';
import { RequiresPermission } from '../access/requires-permission.decorator';
import { DraftPipe } from '../http/draft.pipe';
import { IdPipe } from '../http/id.pipe';
import { Operation } from '../http/operation.decorator';
import { type Draft } from '../validation/read-input';
import { CREATE_PROJECT_EXAMPLE, CreateProjectDto } from './dto/create-project.dto';
import { ProjectResponse } from './dto/project.response.dto';
import { PermissionsGuard } from './permissions.guard';
import { ProjectsService } from './projects.service';

@ApiTags('Projects')
@Controller('api/projects')
export class ProjectsController {
  constructor(private readonly projects: ProjectsService) {}

  @Post()
  @UseGuards(PermissionsGuard)
  @RequiresPermission('pipeline.create', 'pipeline.create_other')
  @Operation({
    id: 'createProject',
    summary: 'Create a project',
    description:
      'To create a project of which you are PM (`pm_id`) or Account (`account_id`) you need `pipeline.create`, for any ' +
      'other `pipeline.create_other`; neither includes the other. The project is stored whole or not at all, and all ' +
      'that is wrong with a request is told at once.',
    body: CreateProjectDto,
    bodyExample: CREATE_PROJECT_EXAMPLE,
    created: ProjectResponse,
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Body(new DraftPipe(CreateProjectDto)) draft: Draft<CreateProjectDto>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ProjectResponse> {
    const project = await this.projects.create(caller, draft);
    response.location(`/api/projects/${project.id}`);
    return project;
  }

  @Get(':id')
  @RequiresPermission('pipeline.view', 'pipeline.view_other')
  @Operation({
    id: 'getProject',
    summary: 'Get a project',
    description:
      'A project of which you are PM or Account needs `pipeline.view`, any other `pipeline.view_other`.',
    item: 'project',
    answer: ProjectResponse,
  })
  async findById(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: number): Promise<ProjectResponse> {
    return this.projects.findById(caller, id);
  }
}
