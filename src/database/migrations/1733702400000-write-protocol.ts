import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The name of the rules by which rows are written, for the statements that follow them (write-protocol.ts). */
export class WriteProtocol1733702400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Immutable and of one expression: PostgreSQL replaces the call by its value when it plans.
    await runner.query(
      `create function write_protocol_1() returns boolean language sql immutable parallel safe as 'select true'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function write_protocol_1()');
  }
}
