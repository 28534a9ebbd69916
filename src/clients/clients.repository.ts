import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { CompanyWriter } from '../resources/company-writer';
import { ClientResponse } from './client.response.dto';

@Injectable()
export class ClientsRepository extends CompanyWriter<ClientResponse> {
  constructor(database: Database) {
    super(database, {
      noun: 'client',
      table: 'clients',
      answer: ClientResponse,
      filters: { updated_at: 'instant', deleted_at: 'instant' },
      isDeletable: true,
    });
  }
}
