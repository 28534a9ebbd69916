import { Input } from '../validation/input.decorator';
import { type Filter } from './filter';
import { QueryFilter, QueryNumber } from './query-field.decorator';

export const MAX_LIMIT = 100;

/** The query parameters of every list. */
@Input({ noun: 'this list', part: 'parameter' })
export class ListQueryDto {
  @QueryNumber({ min: 1, max: MAX_LIMIT }, `Size of the page, ${MAX_LIMIT} if absent`)
  limit?: number;

  @QueryNumber({ min: 0, max: Number.MAX_SAFE_INTEGER }, 'How many items to leave out, 0 if absent')
  offset?: number;

  @QueryFilter('instant', 'Filter on the last change, as in `gte:2025-02-13T09:26:18.797Z`')
  updated_at?: Filter;
}
