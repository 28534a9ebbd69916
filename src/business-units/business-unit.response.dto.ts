import { ItemResponse } from '../resources/item.response.dto';
import { Answer } from '../validation/field.decorator';
import { text } from '../validation/kinds';
import { Schema } from '../validation/schema.decorator';

@Schema({ name: 'BusinessUnit' })
export class BusinessUnitResponse extends ItemResponse {
  @Answer(text({ max: 255 }), { description: 'Name', example: 'Milan' })
  name!: string;
}
