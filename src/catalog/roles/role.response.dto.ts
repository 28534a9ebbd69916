import { ItemResponse } from '../../company-repository/item.response.dto';
import { ResponseField } from '../../fields/response-field.decorator';
import { boolean, text } from '../../fields/field-types';
import { Schema } from '../../fields/schema.decorator';

@Schema({ name: 'Role' })
export class RoleResponse extends ItemResponse {
  @ResponseField(text({ maxLength: 100 }), { description: 'Name', example: 'Administrator' })
  name!: string;

  @ResponseField(boolean, { description: 'Is it the role of new persons?', example: false })
  is_default!: boolean;
}
