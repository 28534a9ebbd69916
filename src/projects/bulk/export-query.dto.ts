import { ProjectQueryDto } from '../dto/project-query.dto';
import { QueryText } from '../../company-repository/query-field.decorator';
import { Field, WithoutFields } from '../../fields/field.decorator';
import { Input } from '../../fields/input.decorator';
import { choice } from '../../fields/kinds';
import { parseFields } from './file-columns';
import { type Format, FORMATS } from './line-reader';

/** The filters of the list, without its pages. */
@Input({ noun: 'this export', part: 'parameter' })
@WithoutFields('limit', 'offset', 'after', 'until')
export class ExportQueryDto extends ProjectQueryDto {
  @Field(choice(FORMATS), {
    description: 'Format of the file: the one that `Accept` asks for if absent, or else `ndjson`',
  })
  format?: Format;

  @QueryText(
    parseFields,
    'Fields of each project, as in `id,updated_at,metadata`: of creates or responses; all of a create if absent',
  )
  fields?: readonly string[];
}
