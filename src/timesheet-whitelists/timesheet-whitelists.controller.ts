import { Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { CurrentCaller } from '../auth/current-caller.decorator';
import { RequiresPermission } from '../auth/requires-permission.decorator';
import { type ParseResult } from '../fields/parse';
import { IdPipe } from '../http/id.pipe';
import { ParsedBody } from '../http/parsed-body.decorator';
import { Operation } from '../openapi/operation.decorator';
import { Tag } from '../openapi/tag.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { CreateTimesheetWhitelistDto } from './create-timesheet-whitelist.dto';
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
    summary: 'List timesheet whitelists',
    description: 'Shows the entries of the projects that the caller may see.',
    query: TimesheetWhitelistQueryDto,
    listOf: TimesheetWhitelistResponse,
  })
  async listTimesheetWhitelists(
    @CurrentCaller() caller: Caller,
    @Query() query: TimesheetWhitelistQueryDto,
  ): Promise<TimesheetWhitelistResponse[]> {
    return this.repository.listVisible(caller, query);
  }

  @Get(':id')
  @RequiresPermission('pipeline.view', 'pipeline.view_other')
  @Operation({
    summary: 'Get a timesheet whitelist',
    item: 'timesheet whitelist',
    response: TimesheetWhitelistResponse,
  })
  async getTimesheetWhitelist(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
  ): Promise<TimesheetWhitelistResponse> {
    return this.service.findById(caller, id);
  }

  @Post()
  @RequiresPermission('pipeline.edit', 'pipeline.edit_other')
  @Idempotent({ createsAt: '/api/timesheet-whitelists' })
  @Operation({
    summary: 'Put a person on the timesheet whitelist of a project',
    body: CreateTimesheetWhitelistDto,
    created: TimesheetWhitelistResponse,
  })
  async createTimesheetWhitelist(
    @CurrentCaller() caller: Caller,
    @ParsedBody(CreateTimesheetWhitelistDto)
    parsed: ParseResult<CreateTimesheetWhitelistDto>,
  ): Promise<TimesheetWhitelistResponse> {
    return this.service.create(caller, parsed);
  }

  @Delete(':id')
  @RequiresPermission('pipeline.edit', 'pipeline.edit_other')
  @Idempotent({ rowsOf: 'timesheet_whitelists' })
  @Operation({
    summary: 'Take a person off the timesheet whitelist of a project',
    item: 'timesheet whitelist',
    deleted: true,
  })
  async deleteTimesheetWhitelist(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
  ): Promise<object> {
    await this.service.delete(caller, id);
    return {};
  }
}
