import { Answer } from '../validation/field.decorator';
import { Schema } from '../validation/schema.decorator';
import { email, flag, id, instant, text } from '../validation/kinds';

/** A person of the company. */
@Schema({ name: 'Person' })
export class PersonResponse {
  @Answer(id, { description: 'ID of the person', example: 1 })
  id!: number;

  @Answer(instant, { description: 'When the person was created', example: '2025-02-13T09:26:18.797Z' })
  created_at!: Date;

  @Answer(instant, { description: 'When the person last changed', example: '2025-02-13T09:26:18.797Z' })
  updated_at!: Date;

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
