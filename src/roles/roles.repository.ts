import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { CompanyReader } from '../resources/company-reader';
import { RoleResponse } from './role.response.dto';

@Injectable()
export class RolesRepository extends CompanyReader<RoleResponse> {
  constructor(database: Database) {
    super(database, {
      noun: 'role',
      table: 'roles',
      answer: RoleResponse,
      filters: { updated_at: 'instant' },
    });
  }
}
