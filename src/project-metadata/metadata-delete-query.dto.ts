import { Field } from '../validation/field.decorator';
import { Input } from '../validation/input.decorator';
import { choice } from '../validation/kinds';

@Input({ noun: 'this request', part: 'parameter' })
export class MetadataDeleteQueryDto {
  @Field(choice(['true', 'false']), {
    description: 'Delete the values that projects have for it, too; `false` if absent',
  })
  discard_values?: 'true' | 'false';
}
