import { ItemResponse } from '../../company-repository/item.response.dto';
import { Answer } from '../../fields/field.decorator';
import { flag, instant, text } from '../../fields/kinds';
import { Schema } from '../../fields/schema.decorator';

@Schema({ name: 'JobOrderCategoryGroup' })
export class JobOrderCategoryGroupResponse extends ItemResponse {
  @Answer(text({ max: 50 }), { description: 'Name', example: 'Services' })
  name!: string;

  @Answer(flag, { description: 'Is it the group of categories without one?', example: false })
  is_default!: boolean;

  @Answer(instant, { description: 'When it was deleted', nullable: true })
  deleted_at!: Date | null;
}
