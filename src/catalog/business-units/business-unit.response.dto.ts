import { ItemResponse } from '../../company-repository/item.response.dto';
import { Answer } from '../../fields/field.decorator';
import { text } from '../../fields/kinds';
import { Schema } from '../../fields/schema.decorator';

@Schema({ name: 'BusinessUnit' })
export class BusinessUnitResponse extends ItemResponse {
  @Answer(text({ max: 255 }), { description: 'Name', example: 'Milan' })
  name!: string;
}
