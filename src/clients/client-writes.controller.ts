import { Body, Controller, Delete, Param, Patch, Post } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { CurrentCaller } from '../auth/current-caller.decorator';
import { RequiresPermission } from '../auth/requires-permission.decorator';
import { type ParseResult } from '../fields/parse';
import { IdPipe } from '../http/id.pipe';
import { ParsedBody } from '../http/parsed-body.decorator';
import { Operation } from '../openapi/operation.decorator';
import { Tag } from '../openapi/tag.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { ClientResponse } from './client.response.dto';
import { ClientsRepository } from './clients.repository';
import { CreateClientDto } from './create-client.dto';
import { UPDATE_CLIENT_EXAMPLE, UpdateClientDto } from './update-client.dto';

/** The public API spells the writes in the singular, everything else in the plural: writes are taken under both. */
@Tag('Clients')
@Controller(['api/clients', 'api/client'])
export class ClientWritesController {
  constructor(private readonly repository: ClientsRepository) {}

  @Post()
  @RequiresPermission('crm.edit')
  @Idempotent({ createsAt: '/api/clients' })
  @Operation({ summary: 'Create a client', body: CreateClientDto, created: ClientResponse })
  async createClient(
    @CurrentCaller() caller: Caller,
    @ParsedBody(CreateClientDto)
    parsed: ParseResult<CreateClientDto>,
  ): Promise<ClientResponse> {
    return this.repository.createParsed(caller, parsed);
  }

  @Patch(':id')
  @RequiresPermission('crm.edit')
  @Idempotent({ rowsOf: 'clients' })
  @Operation({
    summary: 'Change a client',
    description: 'An absent field keeps its value, null clears it.',
    item: 'client',
    body: UpdateClientDto,
    bodyExample: UPDATE_CLIENT_EXAMPLE,
    response: ClientResponse,
  })
  async updateClient(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Body() body: UpdateClientDto,
  ): Promise<ClientResponse> {
    return this.repository.update(caller, id, UpdateClientDto, body);
  }

  @Delete(':id')
  @RequiresPermission('crm.edit')
  @Idempotent({ rowsOf: 'clients' })
  @Operation({
    summary: 'Delete a client',
    description: 'Projects that point to it keep doing so; no project can point to it any more.',
    item: 'client',
    itemExample: 2,
    deleted: true,
  })
  async deleteClient(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: number): Promise<object> {
    await this.repository.delete(caller, id);
    return {};
  }
}
