import { PERMISSION_KEYS, type Permission } from '../../auth/permissions';
import { TextField, BooleanField, TextListField, Field } from '../../fields/field.decorator';
import { oneOf } from '../../fields/field-types';
import { GIVEN_ID_DESCRIPTION, givenId, MAX_NAME_LENGTH } from './entry-id';
import { Schema } from '../../fields/schema.decorator';

@Schema({ noun: 'a role' })
export class RoleEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION })
  id?: number | null;

  @TextField({ minLength: 1, maxLength: MAX_NAME_LENGTH, description: 'Name of the role', required: true })
  name!: string;

  @BooleanField({
    description: 'Whether new persons get this role. At most one role of a company is the default',
  })
  is_default?: boolean | null;

  @TextListField(oneOf(PERMISSION_KEYS), {
    description: 'What persons with this role may do. The list replaces the one that the role has',
    required: true,
  })
  permissions!: Permission[];
}
