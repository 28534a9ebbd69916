import { Controller, Get, Param, Query } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { CurrentCaller } from '../auth/current-caller.decorator';
import { RequiresPermission } from '../auth/requires-permission.decorator';
import { IdPipe } from '../http/id.pipe';
import { Operation } from '../openapi/operation.decorator';
import { Tag } from '../openapi/tag.decorator';
import { ClientItemQueryDto, ClientQueryDto } from './client-query.dto';
import { ClientResponse } from './client.response.dto';
import { ClientsRepository } from './clients.repository';

@Tag('Clients', 'Companies that projects are for')
@Controller('api/clients')
export class ClientsController {
  constructor(private readonly repository: ClientsRepository) {}

  @Get()
  @RequiresPermission('crm.view')
  @Operation({ summary: 'List clients', query: ClientQueryDto, listOf: ClientResponse })
  async listClients(
    @CurrentCaller() caller: Caller,
    @Query() query: ClientQueryDto,
  ): Promise<ClientResponse[]> {
    return this.repository.list(caller, query);
  }

  @Get(':id')
  @RequiresPermission('crm.view')
  @Operation({ summary: 'Get a client', item: 'client', query: ClientItemQueryDto, response: ClientResponse })
  async getClient(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Query() query: ClientItemQueryDto,
  ): Promise<ClientResponse> {
    return this.repository.findById(caller, id, query.deleted, query.include);
  }
}
