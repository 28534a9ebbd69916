import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/caller';
import { Database } from '../database/database';
import { statement } from '../database/statement';
import { type ListQueryDto } from '../listing/list-query.dto';
import { type ListSource, listStatement } from '../listing/list-statement';
import { type ProjectMetadataResponse } from './project-metadata.response.dto';

const COLUMNS = `
  id, created_at, updated_at, key, array(
    select value from project_metadata_options
     where company_id = project_metadata.company_id and project_metadata_id = project_metadata.id
     order by position) as values, is_required`;

const LIST: ListSource = {
  table: 'project_metadata',
  columns: COLUMNS,
  filters: { updated_at: 'instant' },
};

const FIND_BY_ID = statement<'company_id' | 'id'>(
  'find-project-metadata',
  `select ${COLUMNS} from project_metadata where company_id = :company_id and id = :id`,
);

@Injectable()
export class ProjectMetadataRepository {
  constructor(private readonly database: Database) {}

  async list({ companyId }: Caller, query: ListQueryDto): Promise<ProjectMetadataResponse[]> {
    const { text, values } = listStatement(LIST, companyId, query);
    return this.database.queryText(text, values);
  }

  async findById({ companyId }: Caller, id: number): Promise<ProjectMetadataResponse | undefined> {
    const rows = await this.database.query<ProjectMetadataResponse & object, 'company_id' | 'id'>(
      FIND_BY_ID,
      {
        company_id: companyId,
        id,
      },
    );
    return rows[0];
  }
}
