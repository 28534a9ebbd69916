import { ItemResponse } from '../resources/item.response.dto';
import { Answer } from '../validation/field.decorator';
import { Schema } from '../validation/schema.decorator';
import { email, flag, id, text } from '../validation/kinds';

/** A person of the company. */
@Schema({ name: 'Person' })
export class PersonResponse extends ItemResponse {
  @Answer(email({ max: 150 }), { description: 'E-mail address', example: 'ada@demo.example' })
  email!: string;

  @Answer(text({ max: 100 }), { description: 'First name', example: 'Ada' })
  name!: string;

  @Answer(text({ max: 100 }), { description: 'Last name', example: 'Rossi' })
  surname!: string;

  @Answer(id, { description: 'ID of the role', example: 1 })
  role_id!: number;

  @Answer(text({ max: 100 }), { description: 'Name of the role', example: 'Administrator' })
  role!: string;

  @Answer(flag, { description: 'Has the person left the company?', example: false })
  is_archived!: boolean;
}
