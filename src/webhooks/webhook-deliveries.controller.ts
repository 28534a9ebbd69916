import { Controller, Get, Param, Post, Query, Res, UseGuards } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { type Response } from 'express';
import { type Caller } from '../auth/caller';
import { CurrentCaller } from '../auth/current-caller.decorator';
import { RequiresPermission } from '../auth/requires-permission.decorator';
import { IdPipe } from '../http/id.pipe';
import { Operation } from '../openapi/operation.decorator';
import { Tag } from '../openapi/tag.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository';
import { WebhookDeliveryQueryDto } from './webhook-delivery-query.dto';
import { WebhookDeliveryResponse } from './webhook-delivery.response.dto';
import { WebhookEndpointsRepository } from './webhook-endpoints.repository';
import { WebhookEndpointsService } from './webhook-endpoints.service';
import { WebhooksGuard } from './webhooks.guard';

@Tag('Webhooks')
@Controller('api/webhook-endpoints')
@UseGuards(WebhooksGuard)
export class WebhookDeliveriesController {
  constructor(
    private readonly endpoints: WebhookEndpointsRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly service: WebhookEndpointsService,
  ) {}

  @Post(':id\\:test')
  @RequiresPermission('settings.company')
  @Idempotent({ rowsOf: 'webhook_endpoints' })
  @Operation({
    summary: 'Send a test to a webhook endpoint',
    description:
      'A message of the type `webhook.test`, sent once within two seconds. See its delivery for the outcome.',
    item: 'webhook endpoint',
    created: WebhookDeliveryResponse,
  })
  async testWebhookEndpoint(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WebhookDeliveryResponse> {
    return located(response, await this.service.test(caller, id));
  }

  @Get(':id/deliveries')
  @RequiresPermission('settings.company')
  @Operation({
    summary: 'List the deliveries to a webhook endpoint',
    description: 'Those of the last 30 days, and all that are pending.',
    item: 'webhook endpoint',
    query: WebhookDeliveryQueryDto,
    listOf: WebhookDeliveryResponse,
  })
  async listWebhookDeliveries(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Query() query: WebhookDeliveryQueryDto,
  ): Promise<WebhookDeliveryResponse[]> {
    await this.endpoints.findById(caller, id);
    return this.deliveries.listOf(caller, id, query);
  }

  @Get(':id/deliveries/:delivery_id')
  @RequiresPermission('settings.company')
  @Operation({
    summary: 'Get a delivery to a webhook endpoint',
    item: 'webhook endpoint',
    response: WebhookDeliveryResponse,
  })
  @DeliveryId()
  async getWebhookDelivery(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Param('delivery_id', IdPipe) deliveryId: number,
  ): Promise<WebhookDeliveryResponse> {
    await this.endpoints.findById(caller, id);
    return this.deliveries.findOf(caller, id, deliveryId);
  }

  @Post(':id/deliveries/:delivery_id\\:redeliver')
  @RequiresPermission('settings.company')
  @Idempotent({ rowsOf: 'webhook_deliveries' })
  @Operation({
    summary: 'Send an event to a webhook endpoint once more',
    description:
      'Makes a further delivery of the event, with the same `webhook-id`. It is retried as others are, but no other ' +
      'event waits for it.',
    item: 'webhook endpoint',
    created: WebhookDeliveryResponse,
  })
  @DeliveryId()
  async redeliverWebhook(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Param('delivery_id', IdPipe) deliveryId: number,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WebhookDeliveryResponse> {
    return located(response, await this.service.redeliver(caller, id, deliveryId));
  }
}

function DeliveryId(): MethodDecorator {
  const schema = { type: 'integer', format: 'int64', minimum: 1, example: 1 };
  return ApiParam({ name: 'delivery_id', description: 'ID of the delivery', schema });
}

function located(response: Response, delivery: WebhookDeliveryResponse): WebhookDeliveryResponse {
  response.location(`/api/webhook-endpoints/${delivery.webhook_endpoint_id}/deliveries/${delivery.id}`);
  return delivery;
}
