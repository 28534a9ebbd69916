import { OmitType } from '@nestjs/swagger';
import { ProjectQueryDto } from '../dto/project-query.dto';
import { QueryText } from '../../company-repository/query-field.decorator';
import { OneOfField } from '../../fields/field.decorator';
import { parseFields } from './file-columns';
import { type Format, FORMATS } from './line-reader';
import { Schema } from '../../fields/schema.decorator';

/** The filters of the list, without its pages. */
@Schema({ noun: 'this export', part: 'parameter' })
export class ExportQueryDto extends OmitType(ProjectQueryDto, ['limit', 'offset', 'after', 'until']) {
  @OneOfField(FORMATS, {
    description: 'Format of the file: the one that `Accept` asks for if absent, or else `ndjson`',
  })
  format?: Format;

  @QueryText(
    parseFields,
    'Fields of each project, as in `id,updated_at,metadata`: of creates or responses; all of a create if absent',
  )
  fields?: readonly string[];
}
