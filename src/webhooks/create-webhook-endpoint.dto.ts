import { READ_ONLY_ITEM_KEYS } from '../company-repository/item.response.dto';
import { TextField, BooleanField, TextListField, Field } from '../fields/field.decorator';
import { oneOf, type FieldType } from '../fields/field-types';
import { textRule } from '../fields/rules';
import { Schema } from '../fields/schema.decorator';
import { EVENT_TYPES, type EventType } from '../events/event-types';

const MAX_URL_LENGTH = 2_048;
const urlText = textRule({ min: 1, max: MAX_URL_LENGTH });

/** Which addresses may be sent to is a setting of the service, and judged there. */
const webhookUrl: FieldType = {
  rule: (value) => urlText(value) ?? (isHttpUrl(value as string) ? undefined : NOT_A_URL),
  schema: { type: 'string', format: 'uri', minLength: 1, maxLength: MAX_URL_LENGTH },
};
const NOT_A_URL = 'must be a URL like https://hooks.example.com/projects, without user, fragment and port 0';

function isHttpUrl(value: string): boolean {
  if (!/^https?:\/\/[^\s\\]+$/i.test(value) || !URL.canParse(value)) return false;
  const { username, password, hash, port } = new URL(value);
  return username === '' && password === '' && hash === '' && port !== '0';
}

/** A receiver of the events of a company. */
@Schema({
  name: 'CreateWebhookEndpoint',
  noun: 'a webhook endpoint',
  readOnly: {
    ...READ_ONLY_ITEM_KEYS,
    disabled_reason: 'is read-only: set is_enabled',
    person_id: 'is read-only: it is the person who last changed the endpoint',
    secret: 'is read-only: POST /api/webhook-endpoints/{id}:rotate-secret makes a new one',
  },
})
export class CreateWebhookEndpointDto {
  @Field(webhookUrl, {
    description:
      'Where events are sent to by POST. A public address and https, unless the operator allows others',
    required: true,
    example: 'https://hooks.example/projects',
  })
  url!: string;

  @TextListField(oneOf(EVENT_TYPES), {
    description: 'The types of the events; an empty list for all that the person may see',
    nullable: false,
    example: ['project.created', 'project.updated'],
  })
  types?: EventType[];

  @TextField({ maxLength: 255, description: 'What it is for', example: 'Mirror of the CRM' })
  description?: string | null;

  @BooleanField({ description: 'Whether events are sent; true if absent', nullable: false, example: true })
  is_enabled?: boolean;
}
