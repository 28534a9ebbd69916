import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The change feed: events of a company in the order of their stamps, and what happens to clients and contacts. */
export class ChangeFeed1733184000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index ix_project_events_feed on project_events (company_id, created_at, id);

      create table crm_events (
        company_id bigint not null,
        created_at timestamptz(3) not null,
        id bigint not null,
        type text not null,
        client_id bigint,
        contact_id bigint,
        person_id bigint,
        token_id bigint,
        request_id text,
        changes json not null,
        constraint pk_crm_events primary key (company_id, created_at, id)
      );
      comment on column crm_events.id is 'from the sequence of project_events: no two events of a company share one';
      comment on column crm_events.person_id is 'null for a change by a company file';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table crm_events;
      drop index ix_project_events_feed;
    `);
  }
}
