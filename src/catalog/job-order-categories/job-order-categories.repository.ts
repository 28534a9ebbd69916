import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { CompanyReader } from '../../company-repository/company-reader';
import { JobOrderCategoryResponse } from './job-order-category.response.dto';
import { JobOrderCategory } from './job-order-category.entity';

@Injectable()
export class JobOrderCategoriesRepository extends CompanyReader<JobOrderCategoryResponse> {
  constructor(database: Database) {
    super(database, { entity: JobOrderCategory, response: JobOrderCategoryResponse });
  }
}
