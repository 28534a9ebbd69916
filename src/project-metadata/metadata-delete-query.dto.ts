import { QueryFlag } from '../company-repository/query-field.decorator';
import { Schema } from '../fields/schema.decorator';

@Schema({ noun: 'this request', part: 'parameter' })
export class MetadataDeleteQueryDto {
  @QueryFlag('Delete the values that projects have for it, too; `false` if absent')
  discard_values?: boolean;
}
