import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Finds the ids of a page from an index alone, also for a person who sees only their own projects. */
export class ProjectsPage1733011200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create index ix_projects_page on projects (company_id, id) include (pm_id, account_id) where deleted_at is null',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ix_projects_page');
  }
}
