import { type Filter } from '../company-repository/filter';
import { PageQueryDto } from '../company-repository/list-query.dto';
import { QueryFilter } from '../company-repository/query-field.decorator';
import { DELIVERY_STATUSES } from './webhook-delivery.response.dto';

export class WebhookDeliveryQueryDto extends PageQueryDto {
  @QueryFilter('text', 'Filter on the status, as in `pending` or `in:pending,failed`', DELIVERY_STATUSES)
  status?: Filter;

  @QueryFilter('integer', 'Filter on the event, as in `1` or `in:1,2`')
  event_id?: Filter;
}
