import { type Filter } from '../resources/filter';
import { ListQueryDto } from '../resources/list-query.dto';
import { QueryFilter } from '../resources/query-field.decorator';
import { Input } from '../validation/input.decorator';

@Input({ noun: 'this list', part: 'parameter' })
export class TimesheetWhitelistQueryDto extends ListQueryDto {
  @QueryFilter('integer', 'Filter on the project, as in `1` or `in:1,2`')
  project_id?: Filter;

  @QueryFilter('integer', 'Filter on the person, as in `1` or `in:1,2`')
  person_id?: Filter;
}
