import { notOneOf, ParameterProblem } from '../../company-repository/filter';
import { QueryNumber, QueryText } from '../../company-repository/query-field.decorator';
import { GIVEN_ONCE, MAX_ID } from '../../fields/rules';
import { type EventCursor, parseCursor } from '../../company-repository/event-cursor';
import { EVENT_TYPES, type EventType } from '../event-types';
import { Schema } from '../../fields/schema.decorator';

export const MAX_EVENTS = 1_000;
export const DEFAULT_EVENTS = 100;

const cursor = (raw: unknown): EventCursor | ParameterProblem =>
  (typeof raw === 'string' ? parseCursor(raw) : undefined) ??
  new ParameterProblem('must be the cursor of an event, or what the Link header of a page says');

function types(raw: unknown): readonly EventType[] | ParameterProblem {
  if (typeof raw !== 'string') return new ParameterProblem(GIVEN_ONCE);
  const names = raw.split(',');
  const known: readonly string[] = EVENT_TYPES;
  const wrong = names.find((name) => !known.includes(name));
  return wrong === undefined ? (names as EventType[]) : notOneOf(EVENT_TYPES, wrong);
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
