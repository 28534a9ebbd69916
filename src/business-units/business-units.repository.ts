import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { CompanyReader } from '../resources/company-reader';
import { BusinessUnitResponse } from './business-unit.response.dto';

@Injectable()
export class BusinessUnitsRepository extends CompanyReader<BusinessUnitResponse> {
  constructor(database: Database) {
    super(database, {
      noun: 'business unit',
      table: 'business_units',
      answer: BusinessUnitResponse,
      filters: { updated_at: 'instant' },
    });
  }
}
