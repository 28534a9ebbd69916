import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { Database } from '../database/database';
import { statement } from '../database/statement';
import { type ProjectRules } from './project-schema';

const FIND_RULES = statement<'company_id'>(
  'find-project-rules',
  `select name, is_client_contact_required, is_probability_scale_enforced,
          (select coalesce(json_agg(json_build_object(
                    'id', id, 'key', key, 'is_required', is_required,
                    'values', array(
                      select value from project_metadata_options
                       where company_id = :company_id and project_metadata_id = project_metadata.id
                       order by position)) order by id), '[]')
             from project_metadata where company_id = :company_id) as metadata
     from companies where id = :company_id`,
);

@Injectable()
export class ProjectSchemaRepository {
  constructor(private readonly database: Database) {}

  async findRules(caller: Caller): Promise<ProjectRules> {
    const { companyId } = caller;
    const [rules] = await this.database
      .for(caller)
      .query<ProjectRules, 'company_id'>(FIND_RULES, { company_id: companyId });
    return rules!;
  }
}
