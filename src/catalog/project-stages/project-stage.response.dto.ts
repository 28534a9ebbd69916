import { ItemResponse } from '../../company-repository/item.response.dto';
import { Answer } from '../../fields/field.decorator';
import { integer, text } from '../../fields/kinds';
import { Schema } from '../../fields/schema.decorator';

@Schema({ name: 'ProjectStage' })
export class ProjectStageResponse extends ItemResponse {
  @Answer(text({ max: 255 }), { description: 'Name', example: 'Proposal' })
  name!: string;

  @Answer(text({ max: 2000 }), { description: 'What the stage means', nullable: true })
  description!: string | null;

  @Answer(integer({ min: -2147483648, max: 2147483647 }), {
    description: 'Place among the stages, ascending',
    example: 1,
  })
  hierarchy!: number;
}
