import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { CompanyReader } from '../resources/company-reader';
import { JobOrderCategoryGroupResponse } from './job-order-category-group.response.dto';

@Injectable()
export class JobOrderCategoryGroupsRepository extends CompanyReader<JobOrderCategoryGroupResponse> {
  constructor(database: Database) {
    super(database, {
      noun: 'job order category group',
      table: 'job_order_category_groups',
      answer: JobOrderCategoryGroupResponse,
      filters: { updated_at: 'instant', deleted_at: 'instant' },
      isDeletable: true,
    });
  }
}
