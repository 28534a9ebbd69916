import { IdField, Field } from '../fields/field.decorator';
import { type FieldType, id, text } from '../fields/field-types';
import { Schema } from '../fields/schema.decorator';

const EXTERNAL_ID = text({ minLength: 1, maxLength: 255 });
const TYPE = text({ minLength: 1, maxLength: 50 });

/** What another system calls a client. */
@Schema({ name: 'SetExternalIdentifier', noun: 'an external identifier' })
export class ExternalIdentifierDto {
  @IdField({ description: 'ID of the one to change; absent for a new one', example: 1 })
  id?: number | null;

  @Field(EXTERNAL_ID, {
    description: 'What the other system calls the client',
    required: true,
    example: '0015g00000AbCdE',
  })
  external_id!: string;

  @Field(TYPE, { description: 'The other system. No two clients share both', required: true, example: 'crm' })
  type!: string;
}

/** An external identifier as it is responded with. */
export interface ExternalIdentifier {
  readonly id: number;
  readonly external_id: string;
  readonly type: string;
}

export const externalIdentifiers: FieldType = {
  rule: () => 'is not settable',
  schema: {
    type: 'array',
    items: {
      type: 'object',
      required: ['id', 'external_id', 'type'],
      properties: {
        id: { ...id.schema, description: 'ID' },
        external_id: { ...EXTERNAL_ID.schema, description: 'What the other system calls the client' },
        type: { ...TYPE.schema, description: 'The other system' },
      },
    },
  },
};
