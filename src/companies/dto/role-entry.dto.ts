import { PERMISSION_KEYS, type Permission } from '../../access/permissions';
import { Field } from '../../validation/field.decorator';
import { Input } from '../../validation/input.decorator';
import { choice, flag, text, textList } from '../../validation/kinds';
import { GIVEN_ID_DESCRIPTION, givenId, MAX_NAME_LENGTH } from './entry-id';

@Input({ noun: 'a role' })
export class RoleEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION })
  id?: number | null;

  @Field(text({ min: 1, max: MAX_NAME_LENGTH }), { description: 'Name of the role', required: true })
  name!: string;

  @Field(flag, {
    description: 'Whether new persons get this role. At most one role of a company is the default',
  })
  is_default?: boolean | null;

  @Field(textList(choice(PERMISSION_KEYS)), {
    description: 'What persons with this role may do. The list replaces the one that the role has',
    required: true,
  })
  permissions!: Permission[];
}
