import { ParameterProblem } from '../../company-repository/filter';
import { QueryNumber, QueryText } from '../../company-repository/query-field.decorator';
import { MAX_ID } from '../../fields/rules';
import { type EventCursor, parseCursor } from '../../company-repository/event-cursor';
import { EVENT_TYPES, type EventType } from '../event-types';
import { Schema } from '../../fields/schema.decorator';

export const MAX_EVENTS = 1_000;
export const DEFAULT_EVENTS = 100;

const cursor = (raw: unknown): EventCursor | ParameterProblem =>
  (typeof raw === 'string' ? parseCursor(raw) : undefined) ??
  new ParameterProblem('must be the cursor of an event, or what the Link header of a page says');

function types(raw: unknown): readonly EventType[] | ParameterProblem {
  const names = typeof raw === 'string' ? raw.split(',') : [];
  const isKnown = (name: string): name is EventType => (EVENT_TYPES as readonly string[]).includes(name);
  return names.length > 0 && names.every(isKnown)
    ? names
    : new ParameterProblem(`must be a comma list of: ${EVENT_TYPES.join(', ')}`);
}

@Schema({ noun: 'this list', part: 'parameter' })
export class EventQueryDto {
  @QueryText(cursor, 'Only events behind this place: what `Link: rel="next"` uses. From the oldest if absent')
  after?: EventCursor;

  @QueryNumber({ minimum: 1, maximum: MAX_EVENTS }, `Size of the page, ${DEFAULT_EVENTS} if absent`)
  limit?: number;

  @QueryText(
    types,
    'Only events of these types, as in `project.created` or `project.created,project.deleted`',
  )
  type?: readonly EventType[];

  @QueryNumber({ minimum: 1, maximum: MAX_ID }, 'Only events of this project')
  project_id?: number;
}
