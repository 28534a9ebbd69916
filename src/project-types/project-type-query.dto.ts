import { type Filter } from '../resources/filter';
import { ListQueryDto } from '../resources/list-query.dto';
import { type Order, type Place } from '../resources/order';
import { QueryFilter, QueryOrder, QueryPlace, QuerySearch } from '../resources/query-field.decorator';
import { Input } from '../validation/input.decorator';

export const PROJECT_TYPE_ORDER = {
  id: 'integer',
  name: 'text',
  group: 'text',
  created_at: 'instant',
  updated_at: 'instant',
} as const;

@Input({ noun: 'this list', part: 'parameter' })
export class ProjectTypeQueryDto extends ListQueryDto {
  @QuerySearch('types')
  search?: string;

  @QueryFilter('text', 'Filter on the group, as in `in:Fixed,Time`')
  group?: Filter;

  @QueryOrder(PROJECT_TYPE_ORDER)
  order?: Order;

  @QueryPlace(PROJECT_TYPE_ORDER)
  override after?: number | Place;
}
