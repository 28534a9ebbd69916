import { QueryFlag } from '../../company-repository/query-field.decorator';
import { Schema } from '../../fields/schema.decorator';

@Schema({ noun: 'this request', part: 'parameter' })
export class DryRunQueryDto {
  @QueryFlag('`true`: do all but write, and return the project as it would be, or all failures')
  dry_run?: boolean;
}

export const isDryRun = ({ dry_run: dryRun }: DryRunQueryDto): boolean => dryRun === true;
