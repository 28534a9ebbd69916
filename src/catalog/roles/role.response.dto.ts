import { ItemResponse } from '../../company-repository/item.response.dto';
import { Answer } from '../../fields/field.decorator';
import { flag, text } from '../../fields/kinds';
import { Schema } from '../../fields/schema.decorator';

@Schema({ name: 'Role' })
export class RoleResponse extends ItemResponse {
  @Answer(text({ max: 100 }), { description: 'Name', example: 'Administrator' })
  name!: string;

  @Answer(flag, { description: 'Is it the role of new persons?', example: false })
  is_default!: boolean;
}
