import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Contacts that were deleted are listed, and filtered by when that was. */
export class DeletedContacts1733356800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create index ix_client_contacts_deleted_at on client_contacts (company_id, deleted_at, id)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ix_client_contacts_deleted_at');
  }
}
