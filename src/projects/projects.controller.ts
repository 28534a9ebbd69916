import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Response } from 'express';
import { type Caller } from '../access/caller';
import { CurrentCaller } from '../access/current-caller.decorator';
import { RequiresPermission } from '../access/requires-permission.decorator';
import { DraftPipe } from '../http/draft.pipe';
import { IdPipe } from '../http/id.pipe';
import { Operation } from '../http/operation.decorator';
import { DeletableItemQueryDto } from '../resources/list-query.dto';
import { type Draft } from '../validation/read-input';
import { CREATE_PROJECT_EXAMPLE, CreateProjectDto } from './dto/create-project.dto';
import { ProjectQueryDto } from './dto/project-query.dto';
import { ProjectResponse } from './dto/project.response.dto';
import { UPDATE_PROJECT_EXAMPLE, UpdateProjectDto } from './dto/update-project.dto';
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

  @Get()
  @RequiresPermission('pipeline.view', 'pipeline.view_other')
  @Operation({
    id: 'listProjects',
    summary: 'List projects',
    description: 'Shows the projects that the caller may see.',
    query: ProjectQueryDto,
    answers: ProjectResponse,
  })
  async list(@CurrentCaller() caller: Caller, @Query() query: ProjectQueryDto): Promise<ProjectResponse[]> {
    return this.projects.list(caller, query);
  }

  @Get(':id')
  @RequiresPermission('pipeline.view', 'pipeline.view_other')
  @Operation({
    id: 'getProject',
    summary: 'Get a project',
    item: 'project',
    query: DeletableItemQueryDto,
    answer: ProjectResponse,
  })
  async findById(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Query() query: DeletableItemQueryDto,
  ): Promise<ProjectResponse> {
    return this.projects.findById(caller, id, query.deleted ?? undefined);
  }

  @Patch(':id')
  @RequiresPermission('pipeline.edit', 'pipeline.edit_other')
  @Operation({
    id: 'updateProject',
    summary: 'Change a project',
    description:
      'An absent field keeps its value, null clears it. Whose project it is, and so which permission it needs, is ' +
      'decided by the stored project. To change `job_order` needs `pipeline.job_order` as well.',
    item: 'project',
    body: UpdateProjectDto,
    bodyExample: UPDATE_PROJECT_EXAMPLE,
    answer: ProjectResponse,
  })
  async update(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Body(new DraftPipe(UpdateProjectDto)) draft: Draft<UpdateProjectDto>,
  ): Promise<ProjectResponse> {
    return this.projects.update(caller, id, draft);
  }

  @Post(':id\\:archive')
  @HttpCode(200)
  @RequiresPermission('pipeline.edit', 'pipeline.edit_other')
  @Operation({
    id: 'archiveProject',
    summary: 'Archive a project',
    description: 'An archived project keeps its probability and its category. A second time changes nothing.',
    item: 'project',
    answer: ProjectResponse,
  })
  async archive(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: number): Promise<ProjectResponse> {
    return this.projects.setArchived(caller, id, true);
  }

  @Post(':id\\:unarchive')
  @HttpCode(200)
  @RequiresPermission('pipeline.edit', 'pipeline.edit_other')
  @Operation({
    id: 'unarchiveProject',
    summary: 'Unarchive a project',
    description: 'A second time changes nothing.',
    item: 'project',
    answer: ProjectResponse,
  })
  async unarchive(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
  ): Promise<ProjectResponse> {
    return this.projects.setArchived(caller, id, false);
  }

  @Delete(':id')
  @RequiresPermission('pipeline.delete', 'pipeline.delete_other')
  @Operation({
    id: 'deleteProject',
    summary: 'Delete a project',
    description: 'The project can still be read with `deleted=include` or `only`.',
    item: 'project',
    deleted: true,
  })
  async delete(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: number): Promise<object> {
    await this.projects.delete(caller, id);
    return {};
  }
}
