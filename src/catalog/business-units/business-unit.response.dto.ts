import { ItemResponse } from '../../company-repository/item.response.dto';
import { ResponseField } from '../../fields/response-field.decorator';
import { text } from '../../fields/field-types';
import { Schema } from '../../fields/schema.decorator';

@Schema({ name: 'BusinessUnit' })
export class BusinessUnitResponse extends ItemResponse {
  @ResponseField(text({ maxLength: 255 }), { description: 'Name', example: 'Milan' })
  name!: string;
}
