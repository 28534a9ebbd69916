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
import { ContactResponse } from './contact.response.dto';
import { ContactsRepository } from './contacts.repository';
import { CreateContactDto } from './create-contact.dto';
import { UPDATE_CONTACT_EXAMPLE, UpdateContactDto } from './update-contact.dto';

/** The public API spells the writes in the singular, everything else in the plural: writes are taken under both. */
@Tag('Contacts')
@Controller(['api/contacts', 'api/contact'])
export class ContactWritesController {
  constructor(private readonly repository: ContactsRepository) {}

  @Post()
  @RequiresPermission('crm.edit')
  @Idempotent({ createsAt: '/api/contacts' })
  @Operation({ summary: 'Create a contact', body: CreateContactDto, created: ContactResponse })
  async createContact(
    @CurrentCaller() caller: Caller,
    @ParsedBody(CreateContactDto)
    parsed: ParseResult<CreateContactDto>,
  ): Promise<ContactResponse> {
    return this.repository.createParsed(caller, parsed);
  }

  @Patch(':id')
  @RequiresPermission('crm.edit')
  @Idempotent({ rowsOf: 'client_contacts' })
  @Operation({
    summary: 'Change a contact',
    description: 'An absent field keeps its value, null clears it.',
    item: 'contact',
    body: UpdateContactDto,
    bodyExample: UPDATE_CONTACT_EXAMPLE,
    response: ContactResponse,
  })
  async updateContact(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Body() body: UpdateContactDto,
  ): Promise<ContactResponse> {
    return this.repository.update(caller, id, UpdateContactDto, body);
  }

  @Delete(':id')
  @RequiresPermission('crm.edit')
  @Idempotent({ rowsOf: 'client_contacts' })
  @Operation({
    summary: 'Delete a contact',
    description: 'Projects that point to it keep doing so; no project can point to it any more.',
    item: 'contact',
    itemExample: 2,
    deleted: true,
  })
  async deleteContact(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: number): Promise<object> {
    await this.repository.delete(caller, id);
    return {};
  }
}
