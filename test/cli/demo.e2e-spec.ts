import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createApp } from '../../src/app.setup';
import { ensureDemo } from '../../src/demo/demo';
import { welcome } from '../../src/demo/welcome';
import { openDataSource } from '../../src/database/migrate';
import { Log } from '../../src/logging/log';
import { paste } from '../support/paste';
import { type CliBench, type CliResult, startCli } from './cli';

const FIRST = 'first-demo-token-0123456789abcdef';
const SECOND = 'second-demo-token-0123456789abcdef';

describe('demo', () => {
  let cli: CliBench;

  beforeEach(async () => {
    cli = await startCli();
  });

  afterEach(() => cli.stop());

  const demo = (token?: string): Promise<CliResult> => {
    cli.settings = token === undefined ? {} : { DEMO_TOKEN: token };
    return cli.run('demo');
  };
  const path = (): string => join(cli.folder, 'demo-token');
  const kept = async (): Promise<string> => (await readFile(path(), 'utf8')).trim();
  const shown = (text: string): CliResult => ({
    code: 0,
    out: ['Company  demo', `Token    ${text}`],
    err: [],
  });
  const OF_SETTINGS = shown('that of DEMO_TOKEN');
  const valid = async (): Promise<number> => {
    const rows = await cli.database.query('select from tokens where revoked_at is null');
    return rows.length;
  };

  it('makes and prints a token once, keeps it for its owner only, and stores its hash only', async () => {
    const first = await demo();
    const token = await kept();
    expect(token).toMatch(/^pat_[\w-]{43}$/);
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect(first).toEqual(shown(`${token} (kept in ${path()})`));
    const before = await cli.dump();
    expect(JSON.stringify(before)).not.toContain(token);
    expect(await demo()).toEqual(shown(`kept in ${path()}`));
    expect({ ...(await cli.dump()), sequences: undefined }).toEqual({ ...before, sequences: undefined });
  });

  it('says in one line that the token can not be kept', async () => {
    cli.settings = { DATA_DIR: '/proc/projects' };
    expect(await cli.run('demo')).toEqual({
      code: 1,
      out: [],
      err: [expect.stringMatching(/^The demo token can not be kept in \/proc\/projects\/demo-token: E.+\.$/)],
    });
  });

  it('takes the token of the settings, and revokes the former one', async () => {
    await demo();
    const before = await kept();
    expect(await demo(FIRST)).toEqual(OF_SETTINGS);
    expect(await demo(SECOND)).toEqual(OF_SETTINGS);
    expect(await demo(FIRST)).toEqual(OF_SETTINGS);
    expect(await valid()).toBe(1);
    const made = await demo();
    expect(await kept()).not.toBe(before);
    expect(made).toEqual(shown(`${await kept()} (kept in ${path()})`));
    expect(await valid()).toBe(1);
  });

  it('makes a new token when the kept one was revoked or spoilt', async () => {
    const first = await demo();
    await cli.run('token', 'revoke', '1');
    const second = await demo();
    await writeFile(path(), '');
    const third = await demo();
    const tokens = [first, second, third].map(({ out }) => /pat_[\w-]{43}/.exec(out[1]!)?.[0]);
    expect(new Set(tokens).size).toBe(3);
    expect(tokens).not.toContain(undefined);
    expect(await valid()).toBe(1);
  });

  it('refuses the token of another account', async () => {
    await demo(FIRST);
    await cli.database.query('update tokens set account_id = 2');
    expect(await demo(FIRST)).toEqual({
      code: 1,
      out: [],
      err: ['DEMO_TOKEN is the token of another account. Set it to another one.'],
    });
  });

  it('does not undo what users changed', async () => {
    await demo(FIRST);
    await cli.database.query(`update clients set corporate_name = 'Renamed'`);
    const before = await cli.dump();
    await demo(FIRST);
    expect({ ...(await cli.dump()), sequences: undefined }).toEqual({ ...before, sequences: undefined });
  });

  it('says so when users removed the administrator', async () => {
    await demo(FIRST);
    await cli.database.query('delete from persons where id = 1');
    expect(await demo(FIRST)).toEqual({
      code: 1,
      out: [],
      err: ['The demo company has no administrator (person 1) any more.'],
    });
  });

  it('gives processes that start at once the same company and token, which one of them prints', async () => {
    const results = await Promise.all([demo(), demo(), demo(), demo()]);
    const token = await kept();
    const elsewhere = `Token    kept in ${path()}`;
    expect(results.map(({ out }) => out[1]).sort()).toEqual(
      [elsewhere, elsewhere, elsewhere, `Token    ${token} (kept in ${path()})`].sort(),
    );
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(await valid()).toBe(1);
    expect(await cli.database.query('select slug from companies')).toEqual([{ slug: 'demo' }]);
  });

  it('says how to create a project, and that works', async () => {
    const dataDir = join(cli.folder, "it's data");
    const dataSource = await openDataSource(cli.database.url);
    const access = await ensureDemo(dataSource, { demoToken: undefined, dataDir });
    await dataSource.destroy();
    const app = await createApp({
      databaseUrl: cli.database.url,
      databasePoolSize: 2,
      rateLimitPerHour: 0,
      log: new Log('silent'),
    });
    await app.listen(0, '127.0.0.1');
    try {
      const text = welcome({ url: await app.getUrl(), demo: access });
      expect((await paste(text)).status).toBe(201);
      expect((await paste(text)).status).toBe(201);
    } finally {
      await app.close();
    }
  });
});
