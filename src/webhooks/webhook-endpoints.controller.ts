import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { CurrentCaller } from '../auth/current-caller.decorator';
import { RequiresAllPermissions, RequiresPermission } from '../auth/requires-permission.decorator';
import { ParsedBody } from '../http/parsed-body.decorator';
import { IdPipe } from '../http/id.pipe';
import { Operation } from '../openapi/operation.decorator';
import { Tag } from '../openapi/tag.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { PageQueryDto } from '../company-repository/list-query.dto';
import { type ParseResult } from '../fields/parse';
import { CreateWebhookEndpointDto } from './create-webhook-endpoint.dto';
import { SecretInterceptor } from './secret.interceptor';
import { UPDATE_WEBHOOK_ENDPOINT_EXAMPLE, UpdateWebhookEndpointDto } from './update-webhook-endpoint.dto';
import { WebhookEndpointResponse, WebhookEndpointWithSecretResponse } from './webhook-endpoint.response.dto';
import { WebhookEndpointsRepository } from './webhook-endpoints.repository';
import { WebhookEndpointsService } from './webhook-endpoints.service';
import { WebhooksGuard } from './webhooks.guard';

/** An endpoint is given only what the person who changes it could read in the feed. */
const PERMISSIONS_OF_TYPES =
  'Needs the permissions that its types need in the feed, too: `pipeline.view` and `pipeline.view_other`, and `crm.view` ' +
  'for events of clients and contacts.';

@Tag('Webhooks', 'Events, sent to endpoints of the company')
@Controller('api/webhook-endpoints')
@UseGuards(WebhooksGuard)
export class WebhookEndpointsController {
  constructor(
    private readonly endpoints: WebhookEndpointsRepository,
    private readonly service: WebhookEndpointsService,
  ) {}

  @Get()
  @RequiresPermission('settings.company')
  @Operation({ summary: 'List webhook endpoints', query: PageQueryDto, listOf: WebhookEndpointResponse })
  async listWebhookEndpoints(
    @CurrentCaller() caller: Caller,
    @Query() query: PageQueryDto,
  ): Promise<WebhookEndpointResponse[]> {
    return this.endpoints.list(caller, query);
  }

  @Get(':id')
  @RequiresPermission('settings.company')
  @Operation({
    summary: 'Get a webhook endpoint',
    item: 'webhook endpoint',
    response: WebhookEndpointResponse,
  })
  async getWebhookEndpoint(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
  ): Promise<WebhookEndpointResponse> {
    return this.endpoints.findById(caller, id);
  }

  @Post()
  @RequiresAllPermissions('settings.company', 'pipeline.view', 'pipeline.view_other')
  @Idempotent({ createsAt: '/api/webhook-endpoints' })
  @Operation({
    summary: 'Create a webhook endpoint',
    description:
      `Events that happen from then on are sent to it, signed as Standard Webhooks 1.0 say. ${PERMISSIONS_OF_TYPES} ` +
      'A company has at most 20.',
    body: CreateWebhookEndpointDto,
    created: WebhookEndpointWithSecretResponse,
  })
  @UseInterceptors(SecretInterceptor)
  async createWebhookEndpoint(
    @CurrentCaller() caller: Caller,
    @ParsedBody(CreateWebhookEndpointDto)
    parsed: ParseResult<CreateWebhookEndpointDto>,
  ): Promise<WebhookEndpointWithSecretResponse> {
    return this.service.create(caller, parsed);
  }

  @Patch(':id')
  @RequiresPermission('settings.company')
  @Idempotent({ rowsOf: 'webhook_endpoints' })
  @Operation({
    summary: 'Change a webhook endpoint',
    description:
      'An absent field keeps its value, null clears it. One that is enabled goes on where it stopped. ' +
      PERMISSIONS_OF_TYPES,
    item: 'webhook endpoint',
    body: UpdateWebhookEndpointDto,
    bodyExample: UPDATE_WEBHOOK_ENDPOINT_EXAMPLE,
    response: WebhookEndpointResponse,
  })
  async updateWebhookEndpoint(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Body() body: UpdateWebhookEndpointDto,
  ): Promise<WebhookEndpointResponse> {
    return this.endpoints.change(caller, id, body);
  }

  @Post(':id\\:rotate-secret')
  @HttpCode(200)
  @RequiresPermission('settings.company')
  @Idempotent({ rowsOf: 'webhook_endpoints' })
  @Operation({
    summary: 'Give a webhook endpoint a new secret',
    description: `For 24 hours the former one signs as well. ${PERMISSIONS_OF_TYPES}`,
    item: 'webhook endpoint',
    response: WebhookEndpointWithSecretResponse,
  })
  @UseInterceptors(SecretInterceptor)
  async rotateWebhookSecret(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
  ): Promise<WebhookEndpointWithSecretResponse> {
    return this.service.rotateSecret(caller, id);
  }

  @Delete(':id')
  @RequiresPermission('settings.company')
  @Idempotent({ rowsOf: 'webhook_endpoints' })
  @Operation({
    summary: 'Delete a webhook endpoint',
    description: 'With its log.',
    item: 'webhook endpoint',
    deleted: true,
  })
  async deleteWebhookEndpoint(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
  ): Promise<object> {
    await this.endpoints.delete(caller, id);
    return {};
  }
}
