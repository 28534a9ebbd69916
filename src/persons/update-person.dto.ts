import { PartialType } from '@nestjs/swagger';
import { READ_ONLY_ITEM_KEYS } from '../company-repository/item.response.dto';
import { IdField, BooleanField, TextField } from '../fields/field.decorator';
import { Schema } from '../fields/schema.decorator';
import { NOT_HERE } from './person.response.dto';

const NAME = { minLength: 1, maxLength: 100 } as const;

/** What can be set of a person. */
class PersonFields {
  @TextField({ ...NAME, description: 'First name', required: true, example: 'Piero' })
  name!: string;

  @TextField({ ...NAME, description: 'Last name', required: true, example: 'Conti' })
  surname!: string;

  @IdField({
    description: 'ID of the role. The caller must have each permission of it, and not be the person',
    required: true,
    example: 2,
  })
  role_id!: number;

  @BooleanField({
    description: 'Has the person left? Archived persons can not sign in and get no projects',
    required: true,
    example: false,
  })
  is_archived!: boolean;
}

/** What can be changed of a person: an absent field keeps its value. */
@Schema({
  name: 'UpdatePerson',
  changes: PersonFields,
  noun: 'a person',
  readOnly: {
    ...READ_ONLY_ITEM_KEYS,
    email: 'is read-only: it names the account of the person',
    role: 'is read-only: set role_id',
    ...Object.fromEntries(NOT_HERE.map((key) => [key, 'is read-only: it is always null in this service'])),
  },
})
export class UpdatePersonDto extends PartialType(PersonFields, { skipNullProperties: false }) {}

/** A request that works in the demo company as it stands. */
export const UPDATE_PERSON_EXAMPLE = { surname: 'Conti Rossi', role_id: 2 };
