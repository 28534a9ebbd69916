import { ListQueryDto } from '../../company-repository/list-query.dto';
import { type Order, type Place } from '../../company-repository/order';
import { QueryOrder, QueryPlace, QuerySearch } from '../../company-repository/query-field.decorator';

export const PROJECT_STAGE_ORDER = {
  id: 'integer',
  name: 'text',
  hierarchy: 'integer',
  created_at: 'instant',
  updated_at: 'instant',
} as const;

export class ProjectStageQueryDto extends ListQueryDto {
  @QuerySearch('stages')
  search?: string;

  @QueryOrder(PROJECT_STAGE_ORDER)
  order?: Order;

  @QueryPlace(PROJECT_STAGE_ORDER)
  override after?: number | Place;
}
