import { READ_ONLY_ITEM_KEYS } from '../company-repository/item.response.dto';
import { Field } from '../fields/field.decorator';
import { Input } from '../fields/input.decorator';
import { email, id, text } from '../fields/kinds';
import { Schema } from '../fields/schema.decorator';

/** What can be set of a contact, which client it belongs to aside. */
@Input({
  noun: 'a contact',
  readOnly: {
    ...READ_ONLY_ITEM_KEYS,
    deleted_at: 'is read-only: delete the contact with DELETE /api/contacts/{id}',
  },
})
export class ContactFields {
  @Field(email({ max: 150 }), {
    description: 'E-mail address',
    required: true,
    example: 'bruno@acme.example',
  })
  email!: string;

  @Field(text({ min: 1, max: 100 }), { description: 'First name', required: true, example: 'Bruno' })
  name!: string;

  @Field(text({ min: 1, max: 100 }), { description: 'Last name', required: true, example: 'Verdi' })
  surname!: string;

  @Field(text({ max: 75 }), { description: 'What they do at the client', example: 'Head of purchasing' })
  role?: string | null;

  @Field(text({ max: 10_000 }), { description: 'Notes' })
  notes?: string | null;

  @Field(text({ max: 255 }), { description: 'Page on LinkedIn' })
  linkedin?: string | null;

  @Field(text({ max: 10_000 }), { description: 'Description' })
  description?: string | null;

  @Field(text({ max: 50 }), { description: 'Telephone' })
  telephone?: string | null;
}

/** A new contact of a client. */
@Schema({ name: 'CreateContact' })
@Input({ like: ContactFields })
export class CreateContactDto extends ContactFields {
  @Field(id, { description: 'ID of the client', required: true, example: 1 })
  client_id!: number;
}

/** A request that works in the demo company as it stands. */
export const CREATE_CONTACT_EXAMPLE = {
  client_id: 1,
  name: 'Carla',
  surname: 'Neri',
  email: 'carla@acme.example',
  role: 'Legal',
};
