import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { Database } from '../database/database';
import { isForeignKeyViolation } from '../database/database-errors';
import { statement } from '../database/statement';
import { type Failure } from '../fields/failure';
import { type ParseResult } from '../fields/parse';
import { InvalidDataError } from '../http/api-error';
import { CompanyWriter, type DataRules } from '../company-repository/company-writer';
import { ContactResponse } from './contact.response.dto';
import { ContactOfProjectsError } from './contacts.errors';
import { CreateContactDto } from './create-contact.dto';
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

  /** Fails with all that is wrong: with the fields, and with the client that they name. */
  async createParsed(
    caller: Caller,
    { fields, failures }: ParseResult<CreateContactDto>,
  ): Promise<ContactResponse> {
    if (failures.length === 0) return this.create(caller, CreateContactDto, fields as CreateContactDto);
    throw new InvalidDataError([...failures, ...(await this.clientFailures(caller, fields.client_id, null))]);
  }

  override async create(
    caller: Caller,
    type: new () => CreateContactDto,
    input: CreateContactDto,
  ): Promise<ContactResponse> {
    const failures = await this.clientFailures(caller, input.client_id, null);
    if (failures.length > 0) throw new InvalidDataError(failures);
    return super.create(caller, type, input);
  }

  override async update(
    caller: Caller,
    id: number,
    type: new () => Partial<CreateContactDto>,
    input: Partial<CreateContactDto>,
  ): Promise<ContactResponse> {
    try {
      return await super.update(caller, id, type, input);
    } catch (error) {
      if (isForeignKeyViolation(error)) throw new ContactOfProjectsError();
      throw error;
    }
  }

  protected override dataRules({
    client_id: clientId,
  }: Partial<CreateContactDto>): DataRules<ContactResponse> | undefined {
    if (clientId === undefined) return undefined;
    return async (caller, { id }) => this.clientFailures(caller, clientId, id);
  }

  private async clientFailures(
    caller: Caller,
    clientId: number | undefined,
    id: number | null,
  ): Promise<Failure[]> {
    if (clientId === undefined) return [];
    const found = await this.database
      .for(caller)
      .query(FIND_CLIENT, { company_id: caller.companyId, client_id: clientId, id });
    return found.length > 0 ? [] : [{ field: 'client_id', message: 'is not a client of this company' }];
  }
}
