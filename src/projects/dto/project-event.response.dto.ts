import { ResponseField } from '../../fields/response-field.decorator';
import { oneOf, id, instant, type FieldType, text } from '../../fields/field-types';
import { Schema } from '../../fields/schema.decorator';
import { PROJECT_ACTIONS, type ProjectAction } from '../entities/project-event.entity';
import { type FieldChange } from '../project-changes';

const VALUE = { description: 'A value as the project returns it; null for none' };

export const changes: FieldType = {
  rule: () => 'is not settable',
  schema: {
    type: 'array',
    items: {
      type: 'object',
      required: ['field', 'from', 'to'],
      properties: {
        field: { type: 'string', description: 'Name of the field, as the project returns it' },
        from: VALUE,
        to: VALUE,
      },
    },
  },
};

/** Something that was done to a project. */
@Schema({ name: 'ProjectEvent' })
export class ProjectEventResponse {
  @ResponseField(id, { description: 'ID of the event', example: 1 })
  id!: number;

  @ResponseField(instant, { description: 'When it was done', example: '2025-02-13T09:26:18.797Z' })
  created_at!: Date;

  @ResponseField(oneOf(PROJECT_ACTIONS), { description: 'What was done', example: 'updated' })
  action!: ProjectAction;

  @ResponseField(id, { description: 'ID of the person who did it', example: 1 })
  person_id!: number;

  @ResponseField(id, {
    description: 'ID of the token that it was done with, as `token list` shows it',
    example: 1,
  })
  token_id!: number;

  @ResponseField(text({ maxLength: 128 }), {
    description: '`X-Request-Id` of the request that did it',
    example: '0b1ff1ba-5b9e-4c0e-9d8e-0a3f3b1f6f1c',
  })
  request_id!: string;

  @ResponseField(changes, {
    description: 'Every field that got another value. Of a creation, every field that has one',
    example: [{ field: 'probability', from: 50, to: 90 }],
  })
  changes!: FieldChange[];
}
