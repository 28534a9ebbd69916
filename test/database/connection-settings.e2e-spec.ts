import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source-options';
import { openDataSource } from '../../src/database/migrate';
import { settingUp } from '../../src/database/session';
import { createDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});

afterAll(async () => {
  await database.drop();
});

async function settingsOf(url: string, condition: string): Promise<Record<string, string>> {
  const dataSource = await new DataSource(dataSourceOptions(url)).initialize();
  const rows = await dataSource.query<{ name: string; value: string }[]>(
    `select name, current_setting(name) as value from pg_settings where ${condition} order by name`,
  );
  await dataSource.destroy();
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

describe('a connection of the service', () => {
  it('has the settings that the statements expect, whatever the defaults of the database and of its URL', async () => {
    const name = database.url.replace(/^.*\//, '');
    for (const setting of [
      'jit = on',
      "timezone = 'Asia/Tokyo'",
      "datestyle = 'German, DMY'",
      "default_transaction_isolation = 'serializable'",
      'statement_timeout = 0',
    ])
      await database.query(`alter database ${name} set ${setting}`);
    const url = `${database.url}?options=${encodeURIComponent('-c jit=on -c lock_timeout=0')}`;
    expect(await settingsOf(url, "source = 'session'")).toEqual({
      // PostgreSQL's default is on: it then compiles each statement of a create, for some 200 ms.
      jit: 'off',
      TimeZone: 'UTC',
      DateStyle: 'ISO, DMY',
      default_transaction_isolation: 'read committed',
      statement_timeout: '5s',
      lock_timeout: '1s',
      idle_in_transaction_session_timeout: '10s',
    });
  });

  it('starts with settings alone that any pooler takes', async () => {
    expect(await settingsOf(database.url, "source = 'client'")).toEqual({
      application_name: 'projects-api',
      client_encoding: 'UTF8',
    });
  });

  it('is none if its settings are refused, and says which', async () => {
    const options = dataSourceOptions(database.url);
    const refused = new DataSource({
      ...options,
      extra: { ...(options.extra as object), onConnect: settingUp({ no_such_setting: 1 }, 2_000) },
    });
    await expect(refused.initialize()).rejects.toMatchObject({
      code: '42704',
      message:
        'the settings of a session are refused: unrecognized configuration parameter "no_such_setting"',
    });
    await expect(openDataSource(`${database.url}?options=-c%20no_such_setting%3D1`)).rejects.toThrow(
      /^The database \S+ at \S+ can not be reached: unrecognized configuration parameter "no_such_setting"\. Check/,
    );
  });
});
