import { startServer } from '../../src/server';
import { readEnv } from '../../src/config/env';
import { type CliBench, startCli } from './cli';

let cli: CliBench;

beforeAll(async () => {
  cli = await startCli();
});

afterAll(() => cli.stop());

describe('database distribute', () => {
  it('says what is missing in a PostgreSQL without Citus, and changes nothing', async () => {
    const before = await cli.dump();
    expect(await cli.run('database', 'distribute')).toEqual({
      code: 1,
      out: [],
      err: [
        'The database does not have the extension citus. Install Citus on each node and add it to ' +
          'shared_preload_libraries, run `create extension citus` in this database on each node, and add the other nodes with citus_add_node.',
      ],
    });
    expect(await cli.dump()).toEqual(before);
  });
});

describe('a service that expects distributed tables', () => {
  it('does not start on others', async () => {
    const env = readEnv({ DATABASE_URL: cli.database.url, DATABASE_DISTRIBUTED: 'on', LOG_LEVEL: 'silent' });
    await expect(startServer(env)).rejects.toThrow(
      /^With DATABASE_DISTRIBUTED=on all tables have to be distributed, and these are not: .*\bprojects\b.*\. Run `npm run cli -- database distribute`\.$/,
    );
  });
});
