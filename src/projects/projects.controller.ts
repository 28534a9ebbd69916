import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { type Response } from 'express';
import { type Caller } from '../auth/caller';
import { CurrentCaller } from '../auth/current-caller.decorator';
import { RequiresPermission } from '../auth/requires-permission.decorator';
import { ParsedBody } from '../http/parsed-body.decorator';
import { IdPipe } from '../http/id.pipe';
import { RawJson } from '../http/raw-json';
import { Operation } from '../openapi/operation.decorator';
import { Tag } from '../openapi/tag.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { DeletableItemQueryDto, PageQueryDto } from '../company-repository/list-query.dto';
import { IdempotencyService } from '../idempotency/idempotency.service';
import { type ParsedChange } from '../fields/change';
import { type ParseResult } from '../fields/parse';
import { CREATE_PROJECT_EXAMPLE, CreateProjectDto } from './dto/create-project.dto';
import { DryRunQueryDto, isDryRun } from './dto/dry-run-query.dto';
import { ProjectEventResponse } from './dto/project-event.response.dto';
import { ProjectQueryDto } from './dto/project-query.dto';
import { ProjectResponse } from './dto/project.response.dto';
import { UPDATE_PROJECT_EXAMPLE, UpdateProjectDto } from './dto/update-project.dto';
import { WrittenProjectResponse } from './dto/written-project.response.dto';
import { projectOwners } from './project.policy';
import { ProjectsService, type WrittenProject } from './projects.service';

@Tag('Projects', 'Opportunities and projects')
@Controller('api/projects')
export class ProjectsController {
  constructor(
    private readonly projects: ProjectsService,
    private readonly idempotency: IdempotencyService,
  ) {}

  @Post()
  @RequiresPermission('pipeline.create', { subject: projectOwners })
  @Idempotent({ storedBy: 'handler' })
  @Operation({
    summary: 'Create a project',
    description:
      'To create a project of which you are PM (`pm_id`) or Account (`account_id`) you need `pipeline.create`, for any ' +
      'other `pipeline.create_other`; neither includes the other. The project is stored whole or not at all, and all ' +
      'that is wrong with a request is reported at once.',
    query: DryRunQueryDto,
    body: CreateProjectDto,
    bodyExample: CREATE_PROJECT_EXAMPLE,
    created: ProjectResponse,
    dryRun: WrittenProjectResponse,
  })
  async createProject(
    @CurrentCaller() caller: Caller,
    @Query() query: DryRunQueryDto,
    @ParsedBody(CreateProjectDto)
    parsed: ParseResult<CreateProjectDto>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RawJson> {
    const options = { dryRun: isDryRun(query) };
    return this.idempotency.storedByWrite(caller, response, async (keyed) =>
      respondWritten(await this.projects.create(keyed, parsed, options), response, true),
    );
  }

  @Get()
  @RequiresPermission('pipeline.view', 'pipeline.view_other')
  @Operation({
    summary: 'List projects',
    description: 'Shows the projects that the caller may see.',
    query: ProjectQueryDto,
    listOf: ProjectResponse,
  })
  async listProjects(@CurrentCaller() caller: Caller, @Query() query: ProjectQueryDto): Promise<RawJson> {
    return this.projects.list(caller, query);
  }

  @Get(':id')
  @RequiresPermission('pipeline.view', 'pipeline.view_other')
  @Operation({
    summary: 'Get a project',
    item: 'project',
    query: DeletableItemQueryDto,
    response: ProjectResponse,
  })
  async getProject(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Query() query: DeletableItemQueryDto,
  ): Promise<RawJson> {
    return new RawJson((await this.projects.findById(caller, id, query.deleted ?? undefined)).response);
  }

  @Get(':id/history')
  @RequiresPermission('pipeline.view', 'pipeline.view_other')
  @Operation({
    summary: 'List what was done to a project',
    description:
      'Who changed what, when, from which value to which, by which token and request. Stays after the project is deleted.',
    item: 'project',
    query: PageQueryDto,
    listOf: ProjectEventResponse,
  })
  async listProjectHistory(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Query() query: PageQueryDto,
  ): Promise<ProjectEventResponse[]> {
    return this.projects.history(caller, id, query);
  }

  @Patch(':id')
  @RequiresPermission('pipeline.edit', 'pipeline.edit_other')
  @Idempotent({ storedBy: 'handler' })
  @Operation({
    summary: 'Change a project',
    description:
      'An absent field keeps its value, null clears it. Whose project it is, and so which permission it needs, is ' +
      'decided by the stored project. To change `job_order` needs `pipeline.job_order` as well.',
    item: 'project',
    query: DryRunQueryDto,
    body: UpdateProjectDto,
    bodyExample: UPDATE_PROJECT_EXAMPLE,
    response: ProjectResponse,
  })
  async updateProject(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Query() query: DryRunQueryDto,
    @ParsedBody(UpdateProjectDto)
    parsed: ParsedChange<UpdateProjectDto>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RawJson> {
    const options = { dryRun: isDryRun(query) };
    const update = async (scoped: Caller): Promise<RawJson> =>
      new RawJson((await this.projects.update(scoped, id, parsed, options)).response);
    return this.idempotency.storedAfterWrite(caller, response, update, { table: 'projects', id });
  }

  @Put('by-external/:source/:id')
  @RequiresPermission('pipeline.create', 'pipeline.create_other', 'pipeline.edit', 'pipeline.edit_other')
  @Idempotent({ rowsOf: 'projects' })
  @Operation({
    summary: 'Create or replace the project that another system knows',
    description:
      'Creates the project with this `external_source` and `external_id`, as `createProject` does, or makes the one that ' +
      'has them what the body says, as `updateProject` does: of the fields of a creation, those that are absent are ' +
      'cleared. Two at once never make two projects.',
    query: DryRunQueryDto,
    body: CreateProjectDto,
    bodyExample: CREATE_PROJECT_EXAMPLE,
    created: ProjectResponse,
    response: WrittenProjectResponse,
  })
  @ApiParam({
    name: 'source',
    description: 'System that knows the project',
    schema: { type: 'string', example: 'crm' },
  })
  @ApiParam({
    name: 'id',
    description: 'ID of the project there',
    schema: { type: 'string', example: 'D-1042' },
  })
  async putProjectByExternalId(
    @CurrentCaller() caller: Caller,
    @Param('source') external_source: string,
    @Param('id') external_id: string,
    @Query() query: DryRunQueryDto,
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RawJson> {
    const identity = { external_source, external_id };
    const project = await this.projects.put(caller, identity, body, { dryRun: isDryRun(query) });
    return respondWritten(project, response, project.isNew);
  }

  @Post(':id\\:archive')
  @HttpCode(200)
  @RequiresPermission('pipeline.edit', 'pipeline.edit_other')
  @Idempotent({ rowsOf: 'projects' })
  @Operation({
    summary: 'Archive a project',
    description: 'An archived project keeps its probability and its category. A second time changes nothing.',
    item: 'project',
    response: ProjectResponse,
  })
  async archiveProject(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: number): Promise<RawJson> {
    return new RawJson((await this.projects.setArchived(caller, id, true)).response);
  }

  @Post(':id\\:unarchive')
  @HttpCode(200)
  @RequiresPermission('pipeline.edit', 'pipeline.edit_other')
  @Idempotent({ rowsOf: 'projects' })
  @Operation({
    summary: 'Unarchive a project',
    description: 'A second time changes nothing.',
    item: 'project',
    response: ProjectResponse,
  })
  async unarchiveProject(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: number): Promise<RawJson> {
    return new RawJson((await this.projects.setArchived(caller, id, false)).response);
  }

  @Delete(':id')
  @RequiresPermission('pipeline.delete', 'pipeline.delete_other')
  @Idempotent({ rowsOf: 'projects' })
  @Operation({
    summary: 'Delete a project',
    description: 'The project can still be read with `deleted=include` or `only`.',
    item: 'project',
    itemExample: 2,
    deleted: true,
  })
  async deleteProject(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: number): Promise<object> {
    await this.projects.delete(caller, id);
    return {};
  }
}

/** 201 with the place of a new project, 200 for one that was there, and for a dry run, which has made nothing. */
function respondWritten({ id, response: text }: WrittenProject, response: Response, isNew: boolean): RawJson {
  response.status(isNew && id !== null ? 201 : 200);
  if (isNew && id !== null) response.location(`/api/projects/${id}`);
  return new RawJson(text);
}
