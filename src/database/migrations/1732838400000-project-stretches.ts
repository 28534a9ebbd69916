import { type MigrationInterface, type QueryRunner } from 'typeorm';

const PRIMARY_KEY_ANEW = `
      alter table project_metadata_values drop constraint fk_project_metadata_values_project;
      alter table timesheet_whitelists drop constraint fk_timesheet_whitelists_project;
      alter table projects drop constraint pk_projects;
      alter table projects add constraint pk_projects primary key (company_id, id);
      alter table project_metadata_values add constraint fk_project_metadata_values_project
        foreign key (company_id, project_id) references projects (company_id, id) on delete cascade;
      alter table timesheet_whitelists add constraint fk_timesheet_whitelists_project
        foreign key (company_id, project_id) references projects (company_id, id);`;

/**
 * Lets a sync pass whole stretches of ids by, in which nothing has changed.
 *
 * The primary key is made anew so that it is the newest index that begins with the company. As long as PostgreSQL has no
 * statistics of a new table, all of them cost it the same, and it takes the newest: with another one, every check of a
 * foreign key would read all projects of the company.
 */
export class ProjectStretches1732838400000 implements MigrationInterface {
  name = 'ProjectStretches1732838400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index ix_projects_stretch on projects (company_id, (id / 4096), updated_at);
      ${PRIMARY_KEY_ANEW}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    // A primary key has no age that anything but a plan could see.
    await runner.query('drop index ix_projects_stretch');
  }
}
