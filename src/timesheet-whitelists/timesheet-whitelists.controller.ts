import { Body, Controller, Delete, Get, Param, Post, Query, Res } from '@nestjs/common';
import { type Response } from 'express';
import { type Caller } from '../auth/caller';
import { CurrentCaller } from '../auth/current-caller.decorator';
import { RequiresPermission } from '../auth/requires-permission.decorator';
import { IdPipe } from '../http/id.pipe';
import { Operation } from '../openapi/operation.decorator';
import { Tag } from '../openapi/tag.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { CREATE_WHITELIST_EXAMPLE, CreateTimesheetWhitelistDto } from './create-timesheet-whitelist.dto';
import { TimesheetWhitelistQueryDto } from './timesheet-whitelist-query.dto';
import { TimesheetWhitelistResponse } from './timesheet-whitelist.response.dto';
import { TimesheetWhitelistsRepository } from './timesheet-whitelists.repository';
import { TimesheetWhitelistsService } from './timesheet-whitelists.service';

@Tag('Timesheet whitelists', 'Who may fill timesheets of projects that do not let everybody')
@Controller('api/timesheet-whitelists')
export class TimesheetWhitelistsController {
  constructor(
    private readonly repository: TimesheetWhitelistsRepository,
    private readonly service: TimesheetWhitelistsService,
  ) {}

  @Get()
  @RequiresPermission('pipeline.view', 'pipeline.view_other')
  @Operation({
    id: 'listTimesheetWhitelists',
    summary: 'List timesheet whitelists',
    description: 'Shows the entries of the projects that the caller may see.',
    query: TimesheetWhitelistQueryDto,
    listOf: TimesheetWhitelistResponse,
  })
  async list(
    @CurrentCaller() caller: Caller,
    @Query() query: TimesheetWhitelistQueryDto,
  ): Promise<TimesheetWhitelistResponse[]> {
    return this.repository.listVisible(caller, query);
  }

  @Get(':id')
  @RequiresPermission('pipeline.view', 'pipeline.view_other')
  @Operation({
    id: 'getTimesheetWhitelist',
    summary: 'Get a timesheet whitelist',
    item: 'timesheet whitelist',
    response: TimesheetWhitelistResponse,
  })
  async findById(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
  ): Promise<TimesheetWhitelistResponse> {
    return this.service.findById(caller, id);
  }

  @Post()
  @RequiresPermission('pipeline.edit', 'pipeline.edit_other')
  @Idempotent()
  @Operation({
    id: 'createTimesheetWhitelist',
    summary: 'Put a person on the timesheet whitelist of a project',
    body: CreateTimesheetWhitelistDto,
    bodyExample: CREATE_WHITELIST_EXAMPLE,
    created: TimesheetWhitelistResponse,
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() body: CreateTimesheetWhitelistDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TimesheetWhitelistResponse> {
    const entry = await this.service.create(caller, body);
    response.location(`/api/timesheet-whitelists/${entry.id}`);
    return entry;
  }

  @Delete(':id')
  @RequiresPermission('pipeline.edit', 'pipeline.edit_other')
  @Idempotent({ rowsOf: 'timesheet_whitelists' })
  @Operation({
    id: 'deleteTimesheetWhitelist',
    summary: 'Take a person off the timesheet whitelist of a project',
    item: 'timesheet whitelist',
    deleted: true,
  })
  async delete(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: number): Promise<object> {
    await this.service.delete(caller, id);
    return {};
  }
}
