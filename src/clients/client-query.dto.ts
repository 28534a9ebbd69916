import { DeletableItemQueryDto, DeletableListQueryDto } from '../company-repository/list-query.dto';
import { QueryInclude } from '../company-repository/query-field.decorator';
import { EXTERNAL_IDENTIFIERS } from './external-identifiers.repository';

export class ClientQueryDto extends DeletableListQueryDto {
  @QueryInclude(EXTERNAL_IDENTIFIERS)
  include?: string[];
}

export class ClientItemQueryDto extends DeletableItemQueryDto {
  @QueryInclude(EXTERNAL_IDENTIFIERS)
  include?: string[];
}
