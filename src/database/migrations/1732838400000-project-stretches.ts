import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Lets a sync pass whole stretches of ids by, in which nothing has changed. */
export class ProjectStretches1732838400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index ix_projects_stretch on projects (company_id, (id / 4096), updated_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ix_projects_stretch');
  }
}
