import { Client } from 'pg';
import { announcedStamp } from '../../src/database/announced-stamp';
import { type TestCompany } from '../support/builders/company';
import { type TestDatabase } from '../support/database';

export interface OpenCreate {
  readonly id: number;
  end(word: 'commit' | 'rollback'): Promise<void>;
}

/** A transaction that has created a project as the service does, and is still open. */
export async function openCreate(
  database: TestDatabase,
  { companyId, clientId, personId, categoryId }: TestCompany,
): Promise<OpenCreate> {
  const client = new Client(database.ownerUrl);
  await client.connect();
  await client.query('begin');
  const { rows } = await client.query<{ id: number }>(
    `with ${announcedStamp('$1')}, stored as (
       insert into projects (company_id, created_at, updated_at, name, value, probability, date_start, duration,
                             client_id, pm_id, job_order_category_id)
       select $1, at, at, 'Late', 1, 50, '2024-01-01', 1, $2, $3, $4 from stamp
       returning id, created_at
     )
     insert into project_events (company_id, project_id, created_at, action, person_id, token_id, request_id, state)
     select $1, id, created_at, 'created', $3, 1, 'late', '{}' from stored returning project_id as id`,
    [companyId, clientId, personId, categoryId],
  );
  return {
    id: rows[0]!.id,
    async end(word) {
      await client.query(word);
      await client.end();
    },
  };
}
