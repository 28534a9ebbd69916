import { type Filter } from '../../company-repository/filter';
import { ListQueryDto } from '../../company-repository/list-query.dto';
import { type Order, type Place } from '../../company-repository/order';
import {
  QueryFilter,
  QueryOrder,
  QueryPlace,
  QuerySearch,
} from '../../company-repository/query-field.decorator';

export const PROJECT_TYPE_ORDER = {
  id: 'integer',
  name: 'text',
  group: 'text',
  created_at: 'instant',
  updated_at: 'instant',
} as const;

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
