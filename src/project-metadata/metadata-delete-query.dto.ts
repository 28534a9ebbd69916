import { QueryFlag } from '../resources/query-field.decorator';
import { Input } from '../validation/input.decorator';

@Input({ noun: 'this request', part: 'parameter' })
export class MetadataDeleteQueryDto {
  @QueryFlag('Delete the values that projects have for it, too; `false` if absent')
  discard_values?: boolean;
}
