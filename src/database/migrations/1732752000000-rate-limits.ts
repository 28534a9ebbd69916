import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What each person has used of the rate limit. */
export class RateLimits1732752000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table rate_limits (
        company_id bigint not null,
        person_id bigint not null,
        window_start timestamptz(3) not null,
        used bigint not null,
        constraint pk_rate_limits primary key (company_id, person_id),
        constraint fk_rate_limits_person foreign key (company_id, person_id) references persons (company_id, id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table rate_limits');
  }
}
