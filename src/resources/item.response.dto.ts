import { Answer } from '../validation/field.decorator';
import { id, instant } from '../validation/kinds';

/** What every item of a company has. */
export abstract class ItemResponse {
  @Answer(id, { description: 'ID', example: 1 })
  id!: number;

  @Answer(instant, { description: 'When it was created', example: '2025-02-13T09:26:18.797Z' })
  created_at!: Date;

  @Answer(instant, { description: 'When it last changed', example: '2025-02-13T09:26:18.797Z' })
  updated_at!: Date;
}
