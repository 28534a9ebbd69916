import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { CompanyReader } from '../resources/company-reader';
import { JobOrderCategoryResponse } from './job-order-category.response.dto';

@Injectable()
export class JobOrderCategoriesRepository extends CompanyReader<JobOrderCategoryResponse> {
  constructor(database: Database) {
    super(database, {
      noun: 'job order category',
      table: 'job_order_categories',
      answer: JobOrderCategoryResponse,
      filters: { updated_at: 'instant', deleted_at: 'instant' },
      isDeletable: true,
    });
  }
}
