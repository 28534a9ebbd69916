import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/caller';
import { Database } from '../database/database';
import { statement } from '../database/statement';
import { type PersonResponse } from './person.response.dto';

const FIND_BY_ID = statement<'company_id' | 'id'>(
  'find-person',
  `select persons.id, persons.created_at, persons.updated_at, persons.email, persons.name, persons.surname,
          persons.role_id, roles.name as role, persons.is_archived
     from persons
     join roles on roles.company_id = :company_id and roles.id = persons.role_id
    where persons.company_id = :company_id and persons.id = :id`,
);

@Injectable()
export class PersonsRepository {
  constructor(private readonly database: Database) {}

  async findById({ companyId }: Caller, id: number): Promise<PersonResponse | undefined> {
    const rows = await this.database.query<PersonResponse & object, 'company_id' | 'id'>(FIND_BY_ID, {
      company_id: companyId,
      id,
    });
    return rows[0];
  }
}
