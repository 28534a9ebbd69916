import { type Permission, PERMISSION_KEYS, PERMISSIONS } from '../auth/permissions';
import { ResponseField } from '../fields/response-field.decorator';
import { id, type FieldType, text } from '../fields/field-types';
import { Schema } from '../fields/schema.decorator';

export interface PermissionOfMine {
  readonly key: Permission;
  /** What it allows: "to …". */
  readonly allows: string;
  readonly is_granted: boolean;
}

const permissions: FieldType = {
  rule: () => 'is not settable',
  schema: {
    type: 'array',
    items: {
      type: 'object',
      required: ['key', 'allows', 'is_granted'],
      properties: {
        key: { type: 'string', enum: PERMISSION_KEYS, description: 'The permission, as a 403 names it' },
        allows: { type: 'string', description: 'What it allows to do' },
        is_granted: { type: 'boolean', description: 'Does the role of the caller have it?' },
      },
    },
  },
};

/** What the person that calls may do. */
@Schema({ name: 'MyPermissions' })
export class MyPermissionsResponse {
  @ResponseField(id, { description: 'ID of the person', example: 1 })
  person_id!: number;

  @ResponseField(id, { description: 'ID of the role that the person has', example: 1 })
  role_id!: number;

  @ResponseField(text({ maxLength: 100 }), { description: 'Name of the role', example: 'Administrator' })
  role!: string;

  @ResponseField(permissions, {
    description: 'Every permission there is, and whether the role has it',
    example: [{ key: 'pipeline.create', allows: PERMISSIONS['pipeline.create'], is_granted: true }],
  })
  permissions!: PermissionOfMine[];
}
