import { createManyProjects } from '../test/support/builders/many-projects';
import { type BenchDatabase } from './bench-database';
import { INSERT, insertParameters } from './references/project-sql';

/** Projects as the example creates them, with ids from 1 on. */
export async function seedExamples(database: BenchDatabase, count: number): Promise<void> {
  await database.empty();
  const [company] = await database.query<{ id: number }>("select id from companies where slug = 'demo'");
  const parameters = insertParameters(company!.id);
  const values = INSERT.parameters.map((key) => parameters[key]);
  await database.query('begin');
  for (let number = 0; number < count; number++) await database.query(INSERT.text, values);
  await database.query('commit');
  await database.query('vacuum analyze');
}

/** Projects of several years, each with a metadata value. */
export async function seedMany(database: BenchDatabase, companyId: number, count: number): Promise<void> {
  const [clientId, contactId, personId, categoryId, typeId, businessUnitId, stageId] = [1, 1, 1, 1, 1, 1, 1];
  const ids = { clientId, contactId, personId, categoryId, typeId, businessUnitId, stageId };
  const company = { companyId, company: 'demo', token: '', metadataId: 13, ...ids };
  await createManyProjects(database, company, count);
  await database.query(
    `insert into project_metadata_values (company_id, project_id, project_metadata_id, value)
     select company_id, id, 13, 'IT' from projects`,
  );
  await database.query('vacuum analyze');
}
