import { ItemResponse } from '../resources/item.response.dto';
import { Answer } from '../validation/field.decorator';
import { text } from '../validation/kinds';
import { Schema } from '../validation/schema.decorator';

@Schema({ name: 'ProjectType' })
export class ProjectTypeResponse extends ItemResponse {
  @Answer(text({ max: 255 }), { description: 'Name', example: 'Fixed price' })
  name!: string;

  @Answer(text({ max: 255 }), { description: 'Group of types to which it belongs', nullable: true })
  group!: string | null;
}
