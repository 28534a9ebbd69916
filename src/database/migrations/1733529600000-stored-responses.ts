import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Each project as of its creation: what its first later change of a field says of that, or else what it is now. */
const INITIAL_STATE = `
  select json_object_agg(field, value order by place, length(field), field)
    from (
      select distinct on (field) field, value, max(place) over (partition by field) as place
        from (
          select change ->> 'field' as field, change -> 'from' as value, later.id as at, 0 as place
            from project_events as later cross join json_array_elements(later.changes) as change
           where later.company_id = event.company_id and later.project_id = event.project_id
             and later.id > event.id
          union all
          select key,
                 case when key = 'value' then to_json(trim_scale(projects.value))
                      when key in ('archived_on', 'billing_group_id') then 'null'::json else column_value end,
                 null,
                 case when key in ('risk', 'won_lost_feedback', 'external_source', 'external_id')
                      then place + 200 else place end
            from projects
                 cross join json_each(row_to_json(projects)) with ordinality as columns (key, column_value, place)
           where projects.company_id = event.company_id and projects.id = event.project_id
             and key not in ('company_id', 'unique_job_order', 'response', 'response_stamp', 'response_format')
          union all
          select 'metadata_' || project_metadata_id, to_json(held.value), null, 100
            from project_metadata_values as held
           where held.company_id = event.company_id and held.project_id = event.project_id
        ) as known
       order by field, at
    ) as initial
   where json_typeof(value) <> 'null'`;

/** The response of a project is stored with it, and no longer with the event of its creation. */
export class StoredResponses1733529600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table projects
        add column response_stamp timestamptz(3),
        add column response_format smallint not null default 0,
        add column response text;
      comment on column projects.response is
        'the JSON that the API responds with; out of date unless response_stamp is updated_at';
      comment on column projects.response_stamp is 'updated_at of the project that the response was made of';
      comment on column projects.response_format is 'what made the response: RESPONSE_FORMAT of the service';
      comment on column project_events.changes is 'fields with their values before and after; none for a creation';
      comment on column project_events.state is 'the project as it was created, of a creation by an earlier release';
      create index ix_projects_stale_response on projects (company_id, id)
       where response_format < 1 or response_stamp is distinct from updated_at;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      update project_events as event set changes = null, state = (${INITIAL_STATE})
       where action = 'created' and state is null;
      comment on column project_events.changes is
        'fields with their values before and after; null for a creation';
      comment on column project_events.state is
        'the project as it was created; null for everything else';
      drop index ix_projects_stale_response;
      alter table projects drop column response, drop column response_format, drop column response_stamp;
    `);
  }
}
