import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { CompanyReader } from '../../company-repository/company-reader';
import { RoleResponse } from './role.response.dto';
import { Role } from './role.entity';

@Injectable()
export class RolesRepository extends CompanyReader<RoleResponse> {
  constructor(database: Database) {
    super(database, { entity: Role, response: RoleResponse });
  }
}
