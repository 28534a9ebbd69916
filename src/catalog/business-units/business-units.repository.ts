import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { CompanyReader } from '../../company-repository/company-reader';
import { BusinessUnitResponse } from './business-unit.response.dto';
import { BusinessUnit } from './business-unit.entity';

@Injectable()
export class BusinessUnitsRepository extends CompanyReader<BusinessUnitResponse> {
  constructor(database: Database) {
    super(database, { entity: BusinessUnit, response: BusinessUnitResponse });
  }
}
