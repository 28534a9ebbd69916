import { Controller, Get, Param, Query } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { CurrentCaller } from '../auth/current-caller.decorator';
import { RequiresPermission } from '../auth/requires-permission.decorator';
import { IdPipe } from '../http/id.pipe';
import { Operation } from '../openapi/operation.decorator';
import { Tag } from '../openapi/tag.decorator';
import { DeletableItemQueryDto } from '../company-repository/list-query.dto';
import { ContactQueryDto } from './contact-query.dto';
import { ContactResponse } from './contact.response.dto';
import { ContactsRepository } from './contacts.repository';

@Tag('Contacts', 'People of the clients')
@Controller('api/contacts')
export class ContactsController {
  constructor(private readonly repository: ContactsRepository) {}

  @Get()
  @RequiresPermission('crm.view')
  @Operation({ summary: 'List contacts', query: ContactQueryDto, listOf: ContactResponse })
  async listContacts(
    @CurrentCaller() caller: Caller,
    @Query() query: ContactQueryDto,
  ): Promise<ContactResponse[]> {
    return this.repository.list(caller, query);
  }

  @Get(':id')
  @RequiresPermission('crm.view')
  @Operation({
    summary: 'Get a contact',
    item: 'contact',
    query: DeletableItemQueryDto,
    response: ContactResponse,
  })
  async getContact(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Query() query: DeletableItemQueryDto,
  ): Promise<ContactResponse> {
    return this.repository.findById(caller, id, query.deleted);
  }
}
