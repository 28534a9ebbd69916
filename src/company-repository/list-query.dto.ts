import { OneOfField } from '../fields/field.decorator';
import { type Filter, isOfType, ParameterProblem } from './filter';
import { type Place } from './order';
import { QueryFilter, QueryNumber, QueryText } from './query-field.decorator';
import { Schema } from '../fields/schema.decorator';

export const MAX_LIMIT = 100;

/** The query parameters of a list that can only be paged through. */
@Schema({ noun: 'this list', part: 'parameter' })
export class PageQueryDto {
  @QueryNumber({ minimum: 1, maximum: MAX_LIMIT }, `Size of the page, ${MAX_LIMIT} if absent`)
  limit?: number;

  @QueryNumber({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, 'How many items to leave out, 0 if absent')
  offset?: number;

  @QueryNumber(
    { minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    'Only items with a higher ID: what `Link: rel="next"` uses',
  )
  after?: number | Place;
}

function parseUntil(raw: unknown): Date | ParameterProblem {
  const isInstant = typeof raw === 'string' && raw.length > 'YYYY-MM-DD'.length && isOfType('instant', raw);
  return isInstant
    ? new Date(raw)
    : new ParameterProblem('must be the header X-Sync-Until of an earlier page');
}

/** The query parameters of every list of items. */
export class ListQueryDto extends PageQueryDto {
  @QueryFilter('instant', 'Filter on the last change, as in `gte:2025-02-13T09:26:18.797Z`')
  updated_at?: Filter;

  @QueryText(
    parseUntil,
    'With a filter on `updated_at` or `deleted_at`, only items that changed before: what `Link: rel="next"` uses',
  )
  until?: Date;
}

const DELETED = ['exclude', 'include', 'only'] as const;
export type Deleted = (typeof DELETED)[number];

const DeletedField = (): PropertyDecorator =>
  OneOfField(DELETED, { description: 'Whether deleted items count: `exclude` if absent' });

/** The query parameters of the lists whose items can be deleted and yet be read. */
export class DeletableListQueryDto extends ListQueryDto {
  @DeletedField()
  deleted?: Deleted;

  @QueryFilter('instant', 'Filter on the deletion, for `deleted` being `include` or `only`')
  deleted_at?: Filter;
}

/** The query parameters of reading one item that can be deleted and yet be read. */
@Schema({ noun: 'this request', part: 'parameter' })
export class DeletableItemQueryDto {
  @DeletedField()
  deleted?: Deleted;
}
