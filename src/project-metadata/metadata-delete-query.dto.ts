import { QueryFlag } from '../company-repository/query-field.decorator';
import { Input } from '../fields/input.decorator';

@Input({ noun: 'this request', part: 'parameter' })
export class MetadataDeleteQueryDto {
  @QueryFlag('Delete the values that projects have for it, too; `false` if absent')
  discard_values?: boolean;
}
