import { ItemResponse } from '../../company-repository/item.response.dto';
import { ResponseField } from '../../fields/response-field.decorator';
import { integer, text } from '../../fields/field-types';
import { Schema } from '../../fields/schema.decorator';

@Schema({ name: 'ProjectStage' })
export class ProjectStageResponse extends ItemResponse {
  @ResponseField(text({ maxLength: 255 }), { description: 'Name', example: 'Proposal' })
  name!: string;

  @ResponseField(text({ maxLength: 2000 }), { description: 'What the stage means', nullable: true })
  description!: string | null;

  @ResponseField(integer({ minimum: -2147483648, maximum: 2147483647 }), {
    description: 'Place among the stages, ascending',
    example: 1,
  })
  hierarchy!: number;
}
