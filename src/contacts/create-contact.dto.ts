import { READ_ONLY_ITEM_KEYS } from '../company-repository/item.response.dto';
import { TextField, EmailField, IdField } from '../fields/field.decorator';
import { Schema } from '../fields/schema.decorator';

/** What can be set of a contact, which client it belongs to aside. */
@Schema({
  noun: 'a contact',
  readOnly: {
    ...READ_ONLY_ITEM_KEYS,
    deleted_at: 'is read-only: delete the contact with DELETE /api/contacts/{id}',
  },
})
export class ContactFields {
  @EmailField({
    maxLength: 150,
    description: 'E-mail address',
    required: true,
    example: 'bruno@acme.example',
  })
  email!: string;

  @TextField({ minLength: 1, maxLength: 100, description: 'First name', required: true, example: 'Bruno' })
  name!: string;

  @TextField({ minLength: 1, maxLength: 100, description: 'Last name', required: true, example: 'Verdi' })
  surname!: string;

  @TextField({ maxLength: 75, description: 'What they do at the client', example: 'Head of purchasing' })
  role?: string | null;

  @TextField({ maxLength: 10_000, description: 'Notes' })
  notes?: string | null;

  @TextField({ maxLength: 255, description: 'Page on LinkedIn' })
  linkedin?: string | null;

  @TextField({ maxLength: 10_000, description: 'Description' })
  description?: string | null;

  @TextField({ maxLength: 50, description: 'Telephone' })
  telephone?: string | null;
}

/** A new contact of a client. */
@Schema({ name: 'CreateContact' })
export class CreateContactDto extends ContactFields {
  @IdField({ description: 'ID of the client', required: true, example: 1 })
  client_id!: number;
}
