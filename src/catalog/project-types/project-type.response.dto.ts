import { ItemResponse } from '../../company-repository/item.response.dto';
import { Answer } from '../../fields/field.decorator';
import { text } from '../../fields/kinds';
import { Schema } from '../../fields/schema.decorator';

@Schema({ name: 'ProjectType' })
export class ProjectTypeResponse extends ItemResponse {
  @Answer(text({ max: 255 }), { description: 'Name', example: 'Fixed price' })
  name!: string;

  @Answer(text({ max: 255 }), { description: 'Group of types to which it belongs', nullable: true })
  group!: string | null;
}
