import { ItemResponse } from '../../company-repository/item.response.dto';
import { ResponseField } from '../../fields/response-field.decorator';
import { text } from '../../fields/field-types';
import { Schema } from '../../fields/schema.decorator';

@Schema({ name: 'ProjectType' })
export class ProjectTypeResponse extends ItemResponse {
  @ResponseField(text({ maxLength: 255 }), { description: 'Name', example: 'Fixed price' })
  name!: string;

  @ResponseField(text({ maxLength: 255 }), {
    description: 'Group of types to which it belongs',
    nullable: true,
  })
  group!: string | null;
}
