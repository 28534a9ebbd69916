import { Controller, Get, Query } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { CurrentCaller } from '../auth/current-caller.decorator';
import { RequiresAllPermissions } from '../auth/requires-permission.decorator';
import { type RawJson } from '../http/raw-json';
import { Operation } from '../openapi/operation.decorator';
import { Tag } from '../openapi/tag.decorator';
import { EventQueryDto } from './dto/event-query.dto';
import { EventResponse } from './dto/event.response.dto';
import { EventsService } from './events.service';

@Tag('Events', 'What is done, to be followed')
@Controller('api/events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Get()
  @RequiresAllPermissions('pipeline.view', 'pipeline.view_other')
  @Operation({
    summary: 'Follow what is done',
    description:
      'What was done to projects, clients and contacts, the oldest first. Follow `Link: rel="next"`, which every page ' +
      'has, and you get every committed change exactly once, those of a project in their order. After an empty page ' +
      'ask again in 2 seconds. A cursor stays good for ever. Events of clients and contacts need `crm.view` as well.',
    query: EventQueryDto,
    listOf: EventResponse,
  })
  async listEvents(@CurrentCaller() caller: Caller, @Query() query: EventQueryDto): Promise<RawJson> {
    return this.events.list(caller, query);
  }
}
