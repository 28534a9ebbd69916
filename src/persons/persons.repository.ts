import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { CompanyReader } from '../resources/company-reader';
import { PersonResponse } from './person.response.dto';

@Injectable()
export class PersonsRepository extends CompanyReader<PersonResponse> {
  constructor(database: Database) {
    super(database, {
      noun: 'person',
      table: 'persons',
      answer: PersonResponse,
      computed: {
        role: '(select roles.name from roles where roles.company_id = persons.company_id and roles.id = role_id)',
      },
      filters: { updated_at: 'instant' },
    });
  }
}
