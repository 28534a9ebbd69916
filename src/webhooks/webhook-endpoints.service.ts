import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { InvalidDataError } from '../http/api-error';
import { type ParseResult } from '../fields/parse';
import { type CreateWebhookEndpointDto } from './create-webhook-endpoint.dto';
import { formatCursor } from '../company-repository/event-cursor';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository';
import { type WebhookDeliveryResponse } from './webhook-delivery.response.dto';
import {
  type WebhookEndpointResponse,
  type WebhookEndpointWithSecretResponse,
} from './webhook-endpoint.response.dto';
import { WebhookEndpointsRepository } from './webhook-endpoints.repository';
import { assertMayReceive } from './webhook-permissions';
import { newSecret, WebhookSecrets } from './webhook-secrets';
import { WebhookSender } from './webhook-sender';
import { EndpointDisabledError } from './webhooks.errors';

/** What administrators do with endpoints. The secret in its responses is encrypted: SecretInterceptor decrypts it. */
@Injectable()
export class WebhookEndpointsService {
  constructor(
    private readonly endpoints: WebhookEndpointsRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly secrets: WebhookSecrets,
    private readonly sender: WebhookSender,
  ) {}

  /** The events after this are sent. */
  async create(
    caller: Caller,
    { fields, failures }: ParseResult<CreateWebhookEndpointDto>,
  ): Promise<WebhookEndpointWithSecretResponse> {
    assertMayReceive(caller, fields.types ?? []);
    const problem = fields.url === undefined ? undefined : this.sender.problemOf(fields.url);
    const all = problem === undefined ? failures : [{ field: 'url', message: problem }, ...failures];
    if (all.length > 0) throw new InvalidDataError(all);
    const secret = this.secrets.encrypt(caller.companyId, newSecret());
    const position = formatCursor(await this.endpoints.feedPosition(caller));
    const input = fields as CreateWebhookEndpointDto;
    return withSecret(await this.endpoints.insert(caller, input, { secret, position }), secret);
  }

  async rotateSecret(caller: Caller, id: number): Promise<WebhookEndpointWithSecretResponse> {
    const { types } = await this.endpoints.findById(caller, id);
    assertMayReceive(caller, types);
    const secret = this.secrets.encrypt(caller.companyId, newSecret());
    return withSecret(await this.endpoints.rotate(caller, id, secret), secret);
  }

  async test(caller: Caller, id: number): Promise<WebhookDeliveryResponse> {
    await this.assertCanSend(caller, id);
    return this.deliveries.addTest(caller, id);
  }

  async redeliver(caller: Caller, id: number, deliveryId: number): Promise<WebhookDeliveryResponse> {
    await this.assertCanSend(caller, id);
    return this.deliveries.addRedelivery(caller, id, deliveryId);
  }

  private async assertCanSend(caller: Caller, id: number): Promise<void> {
    const { types, is_enabled: isEnabled } = await this.endpoints.findById(caller, id);
    assertMayReceive(caller, types);
    if (!isEnabled) throw new EndpointDisabledError();
  }
}

function withSecret(endpoint: WebhookEndpointResponse, secret: Buffer): WebhookEndpointWithSecretResponse {
  return Object.assign(endpoint, { secret: secret.toString('base64') });
}
