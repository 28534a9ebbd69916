import { DeletableItemQueryDto, DeletableListQueryDto } from '../resources/list-query.dto';
import { QueryInclude } from '../resources/query-field.decorator';
import { Input } from '../validation/input.decorator';
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
