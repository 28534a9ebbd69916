import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Tables of companies that can grow. */
const TABLES = [
  'persons',
  'clients',
  'client_contacts',
  'project_metadata',
  'project_metadata_options',
  'projects',
  'project_metadata_values',
  'project_events',
  'timesheet_whitelists',
  'idempotency_keys',
];
/** Statistics of these decide about the plans of every create. */
const ANALYZED_OFTEN = ['projects', 'project_metadata_values'];

/**
 * Every index begins with the company. If PostgreSQL takes a company for one row, all indexes of a table seem equally
 * good, and it may read the whole company for each row that it looks up. So it is made to expect more than one row.
 */
export class PlansWithoutStatistics1732925000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      await runner.query(`alter table ${table} alter column company_id set (n_distinct = 100)`);
    }
    for (const table of ANALYZED_OFTEN) {
      await runner.query(`alter table ${table} set (autovacuum_analyze_scale_factor = 0.02)`);
    }
    // The service may not own the tables. If another session analyzes them, there is nothing to do.
    await runner.query(`
      create function analyze_projects() returns void
        language plpgsql security definer set search_path from current set lock_timeout = '100ms'
      as $$
        begin
          analyze ${ANALYZED_OFTEN.join(', ')};
        exception when lock_not_available then null;
        end
      $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function analyze_projects()');
    for (const table of ANALYZED_OFTEN) {
      await runner.query(`alter table ${table} reset (autovacuum_analyze_scale_factor)`);
    }
    for (const table of TABLES) {
      await runner.query(`alter table ${table} alter column company_id reset (n_distinct)`);
    }
  }
}
