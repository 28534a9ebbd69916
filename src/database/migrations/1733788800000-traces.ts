import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The place in a trace of the request that caused an event: its deliveries go on with it. */
export class Traces1733788800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES)
      await runner.query(`
        alter table ${table} add column traceparent text;
        comment on column ${table}.traceparent is 'the place of the request in a trace, which webhooks go on with';
      `);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`alter table ${table} drop column traceparent`);
  }
}

const TABLES = ['project_events', 'crm_events'];
