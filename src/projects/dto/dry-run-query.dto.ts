import { Field } from '../../validation/field.decorator';
import { Input } from '../../validation/input.decorator';
import { choice } from '../../validation/kinds';

@Input({ noun: 'this request', part: 'parameter' })
export class DryRunQueryDto {
  @Field(choice(['true', 'false']), {
    description: '`true`: do all but write, and answer the project as it would be, or all failures',
  })
  dry_run?: 'true' | 'false';
}

export const isDryRun = ({ dry_run: dryRun }: DryRunQueryDto): boolean => dryRun === 'true';
