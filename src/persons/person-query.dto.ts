import { type Filter } from '../company-repository/filter';
import { ListQueryDto } from '../company-repository/list-query.dto';
import { QueryFilter } from '../company-repository/query-field.decorator';

/** There are no job titles and no allocation managers in this service: these filters find nothing by `eq`. */
export class PersonQueryDto extends ListQueryDto {
  @QueryFilter('integer', 'Filter on the job title, which no person has here')
  job_title_id?: Filter;

  @QueryFilter('integer', 'Filter on the allocation manager, whom no person has here')
  allocation_manager_id?: Filter;
}
