import { QueryFlag } from '../../company-repository/query-field.decorator';
import { OneOfField } from '../../fields/field.decorator';
import { type Dialect, DIALECTS } from './cell-value';
import { Schema } from '../../fields/schema.decorator';

@Schema({ noun: 'this request', part: 'parameter' })
export class ImportQueryDto {
  @OneOfField(['each', 'atomic'], {
    description: '`each` (if absent): every line for itself; `atomic`: all of them, or none',
  })
  mode?: 'each' | 'atomic';

  @QueryFlag('`true`: do all but write, and return what would be refused')
  dry_run?: boolean;

  @OneOfField(DIALECTS, {
    description:
      'How a CSV file spells numbers and dates. If absent as in JSON; `excel-eu`: `1.234,5` and `31/12/2024` as well',
  })
  dialect?: Dialect;

  @OneOfField(['csv'], {
    description:
      '`csv`: respond with the rows of a CSV file that are not stored, as a CSV file to correct and send again',
  })
  report?: 'csv';
}
