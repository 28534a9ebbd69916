import { ItemResponse } from '../../company-repository/item.response.dto';
import { ResponseField } from '../../fields/response-field.decorator';
import { boolean, instant, text } from '../../fields/field-types';
import { Schema } from '../../fields/schema.decorator';

@Schema({ name: 'JobOrderCategoryGroup' })
export class JobOrderCategoryGroupResponse extends ItemResponse {
  @ResponseField(text({ maxLength: 50 }), { description: 'Name', example: 'Services' })
  name!: string;

  @ResponseField(boolean, { description: 'Is it the group of categories without one?', example: false })
  is_default!: boolean;

  @ResponseField(instant, { description: 'When it was deleted', nullable: true })
  deleted_at!: Date | null;
}
