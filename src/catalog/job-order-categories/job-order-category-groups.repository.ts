import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { CompanyReader } from '../../company-repository/company-reader';
import { JobOrderCategoryGroupResponse } from './job-order-category-group.response.dto';
import { JobOrderCategoryGroup } from './job-order-category-group.entity';

@Injectable()
export class JobOrderCategoryGroupsRepository extends CompanyReader<JobOrderCategoryGroupResponse> {
  constructor(database: Database) {
    super(database, { entity: JobOrderCategoryGroup, response: JobOrderCategoryGroupResponse });
  }
}
