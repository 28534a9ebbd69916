import { type Filter } from '../../company-repository/filter';
import { DeletableListQueryDto } from '../../company-repository/list-query.dto';
import { QueryFilter } from '../../company-repository/query-field.decorator';
import { FILTER_TYPES } from '../project-columns';

export class ProjectQueryDto extends DeletableListQueryDto {
  @QueryFilter(FILTER_TYPES.probability, 'Filter on the probability in percent, as in `50` or `gte:75`')
  probability?: Filter;

  @QueryFilter(FILTER_TYPES.date_start, 'Filter on the start month, as in `bt:2024-01-01,2024-12-01`')
  date_start?: Filter;

  @QueryFilter(FILTER_TYPES.project_stage_id, 'Filter on the stage, as in `in:1,2`')
  project_stage_id?: Filter;

  @QueryFilter(
    FILTER_TYPES.external_source,
    'Filter on the system that has an ID for the project, as in `crm`',
  )
  external_source?: Filter;

  @QueryFilter(FILTER_TYPES.external_id, 'Filter on the ID of the project in that system, as in `in:D-1,D-2`')
  external_id?: Filter;
}
