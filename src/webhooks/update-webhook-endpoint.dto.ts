import { PartialType } from '@nestjs/swagger';
import { Schema } from '../fields/schema.decorator';
import { CreateWebhookEndpointDto } from './create-webhook-endpoint.dto';

/** What can be changed of an endpoint: an absent field keeps its value, null clears it. */
@Schema({ name: 'UpdateWebhookEndpoint', changes: CreateWebhookEndpointDto })
export class UpdateWebhookEndpointDto extends PartialType(CreateWebhookEndpointDto, {
  skipNullProperties: false,
}) {}

/** A request that works in the demo company as it stands. */
export const UPDATE_WEBHOOK_ENDPOINT_EXAMPLE = { types: [], is_enabled: true };
