import { type Filter } from '../company-repository/filter';
import { ListQueryDto } from '../company-repository/list-query.dto';
import { QueryFilter } from '../company-repository/query-field.decorator';

export class TimesheetWhitelistQueryDto extends ListQueryDto {
  @QueryFilter('integer', 'Filter on the project, as in `1` or `in:1,2`')
  project_id?: Filter;

  @QueryFilter('integer', 'Filter on the person, as in `1` or `in:1,2`')
  person_id?: Filter;
}
