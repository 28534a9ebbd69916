import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source-options';
import { createDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createDatabase();
  dataSource = await new DataSource(dataSourceOptions(database.ownerUrl)).initialize();
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

describe('the schema', () => {
  it('is what the entities say: there is nothing that TypeORM would change', async () => {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    expect(dataSource.entityMetadatas.length).toBeGreaterThan(10);
  });

  it('has an entity for each table', async () => {
    const tables = await database.query<{ table_name: string }>(
      "select table_name from information_schema.tables where table_schema = 'public' and table_name <> 'migrations'",
    );
    expect(tables.map(({ table_name: name }) => name).sort()).toEqual(
      dataSource.entityMetadatas.map(({ tableName }) => tableName).sort(),
    );
  });

  it('leads every key of a table of a company with company_id', async () => {
    const keys = await database.query<{ name: string; first_column: string }>(`
      select pg_class.relname as name, pg_attribute.attname as first_column
        from pg_index
        join pg_class on pg_class.oid = pg_index.indexrelid
        join pg_attribute on pg_attribute.attrelid = pg_index.indrelid and pg_attribute.attnum = pg_index.indkey[0]
       where exists (select from pg_attribute as of_company
                      where of_company.attrelid = pg_index.indrelid and of_company.attname = 'company_id')`);
    expect(keys.length).toBeGreaterThan(10);
    expect(keys.filter(({ first_column: first }) => first !== 'company_id')).toEqual([]);
  });

  it('makes PostgreSQL expect more than one row of each company in a table with several indexes', async () => {
    const tables = await database.query<{ table: string }>(`
      select pg_class.relname as table
        from pg_attribute
        join pg_class on pg_class.oid = attrelid
       where attname = 'company_id' and relkind = 'r' and attoptions::text like '%n_distinct=%' is not true
         and (select count(*) from pg_index where indrelid = pg_class.oid) > 1
       order by 1`);
    // A company has a handful of rows in these.
    expect(tables.map(({ table }) => table)).toEqual([
      'business_units',
      'project_stages',
      'project_types',
      'roles',
    ]);
  });

  it('is undone whole by the migrations', async () => {
    const before = await tables();
    const count = (await database.query('select from migrations')).length;
    for (let undone = 0; undone < count; undone++) await dataSource.undoLastMigration();
    expect(await tables()).toEqual(['migrations']);
    await dataSource.runMigrations();
    expect(await tables()).toEqual(before);
  });

  async function tables(): Promise<string[]> {
    const rows = await database.query<{ relname: string }>(
      "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'S') order by 1",
    );
    return rows.map(({ relname }) => relname).filter((name) => name !== 'migrations_id_seq');
  }
});
