import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { CompanyReader } from '../resources/company-reader';
import { RoleResponse } from './role.response.dto';
import { Role } from './role.entity';
import { ListQueryDto } from '../resources/list-query.dto';

@Injectable()
export class RolesRepository extends CompanyReader<RoleResponse> {
  constructor(database: Database) {
    super(database, {
      entity: Role,
      answer: RoleResponse,
      query: ListQueryDto,
    });
  }
}
