import { changesOf } from '../fields/changes-of';
import { Input } from '../fields/input.decorator';
import { Schema } from '../fields/schema.decorator';
import { CreateWebhookEndpointDto } from './create-webhook-endpoint.dto';

/** What can be changed of an endpoint: an absent field keeps its value, null clears it. */
@Schema({ name: 'UpdateWebhookEndpoint' })
@Input({ like: CreateWebhookEndpointDto })
export class UpdateWebhookEndpointDto extends changesOf(CreateWebhookEndpointDto) {}

/** A request that works in the demo company as it stands. */
export const UPDATE_WEBHOOK_ENDPOINT_EXAMPLE = { types: [], is_enabled: true };
