import { type Filter } from '../company-repository/filter';
import { DeletableListQueryDto } from '../company-repository/list-query.dto';
import { QueryFilter } from '../company-repository/query-field.decorator';

export class ContactQueryDto extends DeletableListQueryDto {
  @QueryFilter('integer', 'Filter on the client, as in `1` or `in:1,2`')
  client_id?: Filter;
}
