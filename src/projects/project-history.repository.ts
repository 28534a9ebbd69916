import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/caller';
import { Database } from '../database/database';
import { CompanyReader } from '../resources/company-reader';
import { type PageQueryDto } from '../resources/list-query.dto';
import { ProjectEventResponse } from './dto/project-event.response.dto';

/** Of a creation the project is kept as it was: each of its values is a change from none. */
const CHANGES = `coalesce(changes, (
  select json_agg(json_build_object('field', key, 'from', null, 'to', value))
    from json_each(state) where json_typeof(value) <> 'null' and key not in ('id', 'created_at', 'updated_at')))`;

@Injectable()
export class ProjectHistoryRepository extends CompanyReader<ProjectEventResponse> {
  constructor(database: Database) {
    super(database, {
      noun: 'event',
      table: 'project_events',
      answer: ProjectEventResponse,
      computed: { changes: () => CHANGES },
      filters: {},
    });
  }

  /** What was done to a project, the first thing first. */
  async listOf(caller: Caller, projectId: number, query: PageQueryDto): Promise<ProjectEventResponse[]> {
    return this.list(caller, query, (values) => `project_id = ${values.add(projectId)}`);
  }
}
