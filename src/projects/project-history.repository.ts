import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { Database } from '../database/database';
import { CompanyReader } from '../company-repository/company-reader';
import { PageQueryDto } from '../company-repository/list-query.dto';
import { ProjectEventResponse } from './dto/project-event.response.dto';
import { GIVEN_COLUMNS } from './project-columns';
import { ProjectEvent } from './entities/project-event.entity';

const GIVEN = GIVEN_COLUMNS.map((column) => `'${column}'`).join(', ');

/** Of a creation the project is kept as it was: each of its values is a change from none. */
export const CHANGES = `coalesce(changes, (
  select json_agg(json_build_object('field', key, 'from', null, 'to', value))
    from json_each(state) where json_typeof(value) <> 'null' and key not in (${GIVEN})))`;

@Injectable()
export class ProjectHistoryRepository extends CompanyReader<ProjectEventResponse> {
  constructor(database: Database) {
    super(database, {
      entity: ProjectEvent,
      response: ProjectEventResponse,
      computed: { changes: () => CHANGES },
      query: PageQueryDto,
    });
  }

  /** What was done to a project, the first thing first. */
  async listOf(caller: Caller, projectId: number, query: PageQueryDto): Promise<ProjectEventResponse[]> {
    return this.list(caller, query, (values) => `project_id = ${values.add(projectId)}`);
  }
}
