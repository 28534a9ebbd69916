import { ItemResponse } from '../company-repository/item.response.dto';
import { ResponseField, SameAs } from '../fields/response-field.decorator';
import { oneOf, boolean, id, pattern, textList } from '../fields/field-types';
import { Schema } from '../fields/schema.decorator';
import { CreateWebhookEndpointDto } from './create-webhook-endpoint.dto';
import { EVENT_TYPES, type EventType } from '../events/event-types';

/** Why the service does not send any more. */
export const DISABLED_REASONS = ['gone', 'failing', 'forbidden', 'copied'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

@Schema({ name: 'WebhookEndpoint' })
export class WebhookEndpointResponse extends ItemResponse {
  @SameAs(CreateWebhookEndpointDto)
  url!: string;

  @ResponseField(textList(oneOf(EVENT_TYPES)), {
    description: 'The types of the events; an empty list for all that the person may see',
    example: ['project.created', 'project.updated'],
  })
  types!: EventType[];

  @SameAs(CreateWebhookEndpointDto)
  description!: string | null;

  @ResponseField(boolean, { description: 'Whether events are sent', example: true })
  is_enabled!: boolean;

  @ResponseField(oneOf(DISABLED_REASONS), {
    description:
      'Why the service has disabled it: it responded with 410 (`gone`), nothing was delivered for three days ' +
      '(`failing`), the person lacks a permission of its types or is archived (`forbidden`), the database is a copy, or ' +
      'the key of its secrets another (`copied`)',
    nullable: true,
  })
  disabled_reason!: DisabledReason | null;

  @ResponseField(id, {
    description: 'ID of the person who last changed it, whose permissions the events need',
    example: 1,
  })
  person_id!: number;
}

/** The only response that shows the secret. */
@Schema({ name: 'WebhookEndpointWithSecret' })
export class WebhookEndpointWithSecretResponse extends WebhookEndpointResponse {
  @ResponseField(pattern(/^whsec_[A-Za-z0-9+/]{43}=$/, 'a secret'), {
    description: 'The secret that signs what is sent. It is not shown again',
    example: 'whsec_c2VjcmV0IG9mIHRoZSBleGFtcGxlLCAzMiBieXRlcy4=',
  })
  secret!: string;
}
