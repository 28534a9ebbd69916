import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/caller';
import { Database } from '../database/database';
import { isIntegrityViolation } from '../database/database-errors';
import { statement } from '../database/statement';
import { CompanyWriter } from '../resources/company-writer';
import { ContactResponse } from './contact.response.dto';
import { ContactOfProjectsError, UnknownClientError } from './contacts.errors';
import { type CreateContactDto } from './create-contact.dto';

const CLIENT_EXISTS = statement<'company_id' | 'client_id'>(
  'client-exists',
  'select from clients where company_id = :company_id and id = :client_id and deleted_at is null',
);

@Injectable()
export class ContactsRepository extends CompanyWriter<ContactResponse> {
  constructor(database: Database) {
    super(database, {
      noun: 'contact',
      table: 'client_contacts',
      answer: ContactResponse,
      filters: { updated_at: 'instant', client_id: 'integer' },
      // A project keeps the contact that it was made with, so the row stays; nobody can read it any more.
      isDeletable: true,
    });
  }

  override async create(
    caller: Caller,
    type: new () => CreateContactDto,
    input: CreateContactDto,
  ): Promise<ContactResponse> {
    await this.assertClient(caller, input.client_id);
    return super.create(caller, type, input);
  }

  override async update(
    caller: Caller,
    id: number,
    type: new () => Partial<CreateContactDto>,
    input: Partial<CreateContactDto>,
  ): Promise<ContactResponse> {
    if (input.client_id !== undefined) await this.assertClient(caller, input.client_id);
    try {
      return await super.update(caller, id, type, input);
    } catch (error) {
      if (isIntegrityViolation(error)) throw new ContactOfProjectsError();
      throw error;
    }
  }

  private async assertClient({ companyId }: Caller, clientId: number): Promise<void> {
    const found = await this.database.query(CLIENT_EXISTS, { company_id: companyId, client_id: clientId });
    if (found.length === 0) throw new UnknownClientError();
  }
}
