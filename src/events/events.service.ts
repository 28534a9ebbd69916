import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { ForbiddenError } from '../http/api-error';
import { RawJson } from '../http/raw-json';
import { DEFAULT_EVENTS, type EventQueryDto } from './dto/event-query.dto';
import { formatCursor } from '../company-repository/event-cursor';
import { EVENT_TYPES, isCrmEventType } from './event-types';
import { EventsRepository } from './events.repository';

@Injectable()
export class EventsService {
  constructor(private readonly repository: EventsRepository) {}

  /** Events of clients and contacts are for callers who may see those. */
  async list(caller: Caller, query: EventQueryDto): Promise<RawJson> {
    const seesCrm = caller.permissions.has('crm.view');
    if (!seesCrm && query.type?.some(isCrmEventType))
      throw new ForbiddenError(
        'You need the permission crm.view for events of clients and contacts, which your role does not have.',
      );
    const { events, next } = await this.repository.list({
      scope: caller,
      after: query.after,
      limit: query.limit ?? DEFAULT_EVENTS,
      types: query.type ?? EVENT_TYPES.filter((type) => seesCrm || !isCrmEventType(type)),
      projectId: query.project_id,
    });
    const text = `[${events.map(({ response }) => response).join(',')}]`;
    return new RawJson(text, { count: events.length, lastId: null, next: { after: formatCursor(next) } });
  }
}
