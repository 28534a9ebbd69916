import { Field } from '../../fields/field.decorator';
import { Input } from '../../fields/input.decorator';
import { integer, text } from '../../fields/kinds';
import { GIVEN_ID_DESCRIPTION, givenId, MAX_NAME_LENGTH } from './entry-id';

@Input({ noun: 'a project stage' })
export class ProjectStageEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION })
  id?: number | null;

  @Field(text({ min: 1, max: MAX_NAME_LENGTH }), { description: 'Name of the stage', required: true })
  name!: string;

  @Field(text({ max: 2_000 }), { description: 'What the stage means. Null removes it' })
  description?: string | null;

  @Field(integer({ min: 0, max: 1_000_000 }), {
    description: 'Place of the stage among the others, lowest first. 0 by default',
  })
  hierarchy?: number | null;
}
