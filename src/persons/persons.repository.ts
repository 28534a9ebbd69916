import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { CompanyReader } from '../resources/company-reader';
import { PersonResponse } from './person.response.dto';

/** Keys of the public object for what this service does not have. */
const NOT_HERE = [
  'is_visible_in_people_allocation',
  'has_timesheet_required',
  'level_id',
  'stream_id',
  'price_list_id',
  'job_title_id',
  'allocation_manager_id',
  'capacity_id',
  'location_id',
] as const satisfies readonly (keyof PersonResponse)[];

@Injectable()
export class PersonsRepository extends CompanyReader<PersonResponse> {
  constructor(database: Database) {
    super(database, {
      noun: 'person',
      table: 'persons',
      answer: PersonResponse,
      computed: {
        role: '(select roles.name from roles where roles.company_id = persons.company_id and roles.id = role_id)',
        ...Object.fromEntries(NOT_HERE.map((key) => [key, 'null'])),
      },
      filters: { updated_at: 'instant' },
    });
  }
}
