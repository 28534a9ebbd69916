import { RENEWAL } from '../src/projects/sql/project-json.sql';
import { createManyProjects } from '../test/support/builders/many-projects';
import { type BenchDatabase } from './bench-database';
import { INSERT, insertParameters } from './references/project-sql';

/** Projects as the example creates them, with ids from 1 on. */
export async function seedExamples(database: BenchDatabase, count: number): Promise<void> {
  await database.empty();
  const [company] = await database.query<{ id: number }>("select id from companies where slug = 'demo'");
  const parameters = insertParameters(company!.id);
  const values = INSERT.parameters.map((key) => parameters[key]);
  await database.repeat(INSERT, values, count);
  await database.query(STORE_RESPONSES);
  await database.vacuum();
}

/** As the service would store them, which otherwise makes them while it is measured. */
export const STORE_RESPONSES = `update projects set ${RENEWAL}`;

export const MANY_PROJECTS = 1_000_000;

/** A million projects of several years, each with a metadata value, unless they are there. */
export async function seedMany(database: BenchDatabase, companyId: number): Promise<void> {
  const { projects } = await database.countProjects();
  if (projects >= MANY_PROJECTS) return;
  const [clientId, contactId, personId, categoryId, typeId, businessUnitId, stageId] = [1, 1, 1, 1, 1, 1, 1];
  const ids = { clientId, contactId, personId, categoryId, typeId, businessUnitId, stageId };
  const company = { companyId, company: 'demo', token: '', metadataId: 13, ...ids };
  await createManyProjects(database, company, MANY_PROJECTS);
  await database.query(
    `insert into project_metadata_values (company_id, project_id, project_metadata_id, value)
     select company_id, id, 13, 'IT' from projects`,
  );
  await database.query(STORE_RESPONSES);
  await database.vacuum();
}
