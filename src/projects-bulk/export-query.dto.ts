import { ProjectQueryDto } from '../projects/dto/project-query.dto';
import { Field, WithoutFields } from '../validation/field.decorator';
import { Input } from '../validation/input.decorator';
import { choice } from '../validation/kinds';
import { type Format, FORMATS } from './line-reader';

/** The filters of the list, without its pages. */
@Input({ noun: 'this export', part: 'parameter' })
@WithoutFields('limit', 'offset', 'after', 'until')
export class ExportQueryDto extends ProjectQueryDto {
  @Field(choice(FORMATS), {
    description: 'Format of the file: the one that `Accept` asks for if absent, or else `ndjson`',
  })
  format?: Format;
}
