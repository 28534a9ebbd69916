import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { Database } from '../database/database';
import { isForeignKeyViolation } from '../database/database-errors';
import { statement } from '../database/statement';
import { CompanyWriter } from '../company-repository/company-writer';
import { ContactResponse } from './contact.response.dto';
import { ContactOfProjectsError, UnknownClientError } from './contacts.errors';
import { type CreateContactDto } from './create-contact.dto';
import { Contact } from './contact.entity';
import { ContactQueryDto } from './contact-query.dto';

/** A client that the contact `id` may have: one that exists, or the one that it has. */
const FIND_CLIENT = statement<'company_id' | 'client_id' | 'id'>(
  'find-client-of-contact',
  `select from clients
    where company_id = :company_id and id = :client_id
      and (deleted_at is null or exists (
        select from client_contacts
         where company_id = :company_id and client_id = :client_id and id = :id::bigint))`,
);

@Injectable()
export class ContactsRepository extends CompanyWriter<ContactResponse> {
  constructor(database: Database) {
    super(database, {
      entity: Contact,
      response: ContactResponse,
      query: ContactQueryDto,
      events: 'contact',
    });
  }

  override async create(
    caller: Caller,
    type: new () => CreateContactDto,
    input: CreateContactDto,
  ): Promise<ContactResponse> {
    await this.assertClient(caller, input.client_id, null);
    return super.create(caller, type, input);
  }

  override async update(
    caller: Caller,
    id: number,
    type: new () => Partial<CreateContactDto>,
    input: Partial<CreateContactDto>,
  ): Promise<ContactResponse> {
    if (input.client_id !== undefined) await this.assertClient(caller, input.client_id, id);
    try {
      return await super.update(caller, id, type, input);
    } catch (error) {
      if (isForeignKeyViolation(error)) throw new ContactOfProjectsError();
      throw error;
    }
  }

  private async assertClient(caller: Caller, clientId: number, id: number | null): Promise<void> {
    const found = await this.database
      .for(caller)
      .query(FIND_CLIENT, { company_id: caller.companyId, client_id: clientId, id });
    if (found.length === 0) throw new UnknownClientError();
  }
}
