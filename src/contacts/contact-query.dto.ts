import { type Filter } from '../resources/filter';
import { ListQueryDto } from '../resources/list-query.dto';
import { QueryFilter } from '../resources/query-field.decorator';
import { Input } from '../validation/input.decorator';

@Input({ noun: 'this list', part: 'parameter' })
export class ContactQueryDto extends ListQueryDto {
  @QueryFilter('integer', 'Filter on the client, as in `1` or `in:1,2`')
  client_id?: Filter;
}
