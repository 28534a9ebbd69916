import { DeletableItemQueryDto, DeletableListQueryDto } from '../company-repository/list-query.dto';
import { QueryInclude } from '../company-repository/query-field.decorator';
import { Input } from '../fields/input.decorator';
import { EXTERNAL_IDENTIFIERS } from './external-identifiers.repository';

@Input({ like: DeletableListQueryDto })
export class ClientQueryDto extends DeletableListQueryDto {
  @QueryInclude(EXTERNAL_IDENTIFIERS)
  include?: string[];
}

@Input({ like: DeletableItemQueryDto })
export class ClientItemQueryDto extends DeletableItemQueryDto {
  @QueryInclude(EXTERNAL_IDENTIFIERS)
  include?: string[];
}
