import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller } from '../access/caller';
import { CurrentCaller } from '../access/current-caller.decorator';
import { RequiresPermission } from '../access/requires-permission.decorator';
import { IdPipe } from '../http/id.pipe';
import { Operation } from '../http/operation.decorator';
import { DeletableItemQueryDto, DeletableListQueryDto } from '../resources/list-query.dto';
import { ClientResponse } from './client.response.dto';
import { ClientsRepository } from './clients.repository';

@ApiTags('Clients')
@Controller('api/clients')
export class ClientsController {
  constructor(private readonly repository: ClientsRepository) {}

  @Get()
  @RequiresPermission('crm.view')
  @Operation({
    id: 'listClients',
    summary: 'List clients',
    query: DeletableListQueryDto,
    answers: ClientResponse,
  })
  async list(
    @CurrentCaller() caller: Caller,
    @Query() query: DeletableListQueryDto,
  ): Promise<ClientResponse[]> {
    return this.repository.list(caller, query);
  }

  @Get(':id')
  @RequiresPermission('crm.view')
  @Operation({
    id: 'getClient',
    summary: 'Get a client',
    item: 'client',
    query: DeletableItemQueryDto,
    answer: ClientResponse,
  })
  async findById(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Query() query: DeletableItemQueryDto,
  ): Promise<ClientResponse> {
    return this.repository.findById(caller, id, query.deleted);
  }
}
