import { ItemResponse } from '../resources/item.response.dto';
import { Answer } from '../validation/field.decorator';
import { flag, instant, text } from '../validation/kinds';
import { Schema } from '../validation/schema.decorator';

@Schema({ name: 'JobOrderCategoryGroup' })
export class JobOrderCategoryGroupResponse extends ItemResponse {
  @Answer(text({ max: 50 }), { description: 'Name', example: 'Services' })
  name!: string;

  @Answer(flag, { description: 'Is it the group of categories without one?', example: false })
  is_default!: boolean;

  @Answer(instant, { description: 'When it was deleted', nullable: true })
  deleted_at!: Date | null;
}
