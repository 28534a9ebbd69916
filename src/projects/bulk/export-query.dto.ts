import { ProjectQueryDto } from '../dto/project-query.dto';
import { Field, WithoutFields } from '../../fields/field.decorator';
import { Input } from '../../fields/input.decorator';
import { choice } from '../../fields/kinds';
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
