import { PERMISSION_KEYS, type Permission } from '../../auth/permissions';
import { Field } from '../../fields/field.decorator';
import { Input } from '../../fields/input.decorator';
import { choice, flag, text, textList } from '../../fields/kinds';
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
