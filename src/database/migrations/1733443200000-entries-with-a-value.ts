import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Columns that are null in most projects: what has no value gets no entry in their indexes. */
export class EntriesWithAValue1733443200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table projects drop constraint uq_projects_job_order;
      create unique index uq_projects_job_order on projects (company_id, unique_job_order)
        where unique_job_order is not null;
      drop index ix_projects_stage, ix_projects_account;
      create index ix_projects_stage on projects (company_id, project_stage_id, id) where project_stage_id is not null;
      create index ix_projects_account on projects (company_id, account_id, id) where account_id is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index uq_projects_job_order, ix_projects_stage, ix_projects_account;
      alter table projects add constraint uq_projects_job_order unique (company_id, unique_job_order);
      create index ix_projects_stage on projects (company_id, project_stage_id, id);
      create index ix_projects_account on projects (company_id, account_id, id);
    `);
  }
}
