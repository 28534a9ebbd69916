import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { CompanyReader } from '../resources/company-reader';
import { BusinessUnitResponse } from './business-unit.response.dto';
import { BusinessUnit } from './business-unit.entity';
import { ListQueryDto } from '../resources/list-query.dto';

@Injectable()
export class BusinessUnitsRepository extends CompanyReader<BusinessUnitResponse> {
  constructor(database: Database) {
    super(database, {
      entity: BusinessUnit,
      answer: BusinessUnitResponse,
      query: ListQueryDto,
    });
  }
}
