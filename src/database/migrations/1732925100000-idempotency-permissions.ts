import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** A replay needs the permissions that the first request needed. */
export class IdempotencyPermissions1732925100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table idempotency_keys add column permissions text[] not null default '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table idempotency_keys drop column permissions');
  }
}
