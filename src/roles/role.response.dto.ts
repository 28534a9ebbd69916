import { ItemResponse } from '../resources/item.response.dto';
import { Answer } from '../validation/field.decorator';
import { flag, text } from '../validation/kinds';
import { Schema } from '../validation/schema.decorator';

@Schema({ name: 'Role' })
export class RoleResponse extends ItemResponse {
  @Answer(text({ max: 100 }), { description: 'Name', example: 'Administrator' })
  name!: string;

  @Answer(flag, { description: 'Is it the role of new persons?', example: false })
  is_default!: boolean;
}
