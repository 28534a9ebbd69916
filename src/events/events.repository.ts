import { Injectable } from '@nestjs/common';
import { cursorBefore, type EventCursor, isBehind, OLDEST } from '../company-repository/event-cursor';
import { Database } from '../database/database';
import { type CompanyScope } from '../database/horizon';
import { type Statement, statement } from '../database/statement';
import { type EventParameters, type EventSelection, listEvents } from './event-statements.sql';
import { EVENT_TYPES, type EventType, isCrmEventType } from './event-types';

export interface EventQuery {
  /** Of which company, and for which request, if it is for one. */
  readonly scope: CompanyScope;
  /** Only events behind this place; from the oldest if absent. */
  readonly after?: EventCursor | undefined;
  readonly limit: number;
  /** All if absent. */
  readonly types?: readonly EventType[] | undefined;
  readonly projectId?: number | undefined;
}

export interface EventRow {
  readonly created_at: Date;
  readonly id: number;
  readonly type: EventType;
  readonly project_id: number | null;
  readonly client_id: number | null;
  readonly contact_id: number | null;
  /** The place of the request that did it in a trace, if it had one. */
  readonly traceparent: string | null;
  /** The event as the feed responds with it: JSON of an EventResponse. */
  readonly response: string;
}

export interface EventPage {
  readonly events: readonly EventRow[];
  /** Where to read on: behind the last event, and if there are no more, behind all that was looked through. */
  readonly next: EventCursor;
  /** The horizon: every event with an earlier stamp was there to be read. */
  readonly until: Date;
}

/**
 * The events of a company in the order of their stamps. Nothing appears before an event that was read: an event is
 * readable once no open transaction of the company can store one with an earlier stamp.
 */
@Injectable()
export class EventsRepository {
  private readonly statements = new Map<string, Statement<EventParameters>>();

  constructor(private readonly database: Database) {}

  async list({
    scope,
    after = OLDEST,
    limit,
    types = EVENT_TYPES,
    projectId,
  }: EventQuery): Promise<EventPage> {
    const { until } = await this.database.horizon.look(scope);
    const crmTypes = projectId === undefined ? types.filter(isCrmEventType) : [];
    const actions = types
      .filter((type) => !isCrmEventType(type))
      .map((type) => type.slice('project.'.length));
    const selection = {
      ofProjects: actions.length > 0,
      ofCrm: crmTypes.length > 0,
      ofOneProject: projectId !== undefined,
    };
    const events =
      selection.ofProjects || selection.ofCrm
        ? await this.database
            .reading(scope)
            .query<EventRow & object, EventParameters>(this.statementFor(selection), {
              company_id: scope.companyId,
              after: new Date(after.at).toISOString(),
              after_id: after.id,
              until,
              limit,
              actions,
              crm_types: crmTypes,
              project_id: projectId,
            })
        : [];
    return { events, next: nextOf(events, limit, after, until), until };
  }

  /** Few texts, so that PostgreSQL can keep their plans. */
  private statementFor(selection: EventSelection): Statement<EventParameters> {
    const name = `list-events-${Object.values(selection).map(Number).join('')}`;
    let known = this.statements.get(name);
    if (known === undefined) this.statements.set(name, (known = statement(name, listEvents(selection))));
    return known;
  }
}

/** The horizon may lie before the place that was asked for: a transaction has said since when it began. */
function nextOf(events: readonly EventRow[], limit: number, after: EventCursor, until: Date): EventCursor {
  if (events.length === limit) {
    const { created_at: stamp, id } = events.at(-1)!;
    return { at: stamp.getTime(), id };
  }
  const horizon = cursorBefore(until);
  return isBehind(horizon, after) ? horizon : after;
}
