import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createApp } from '../../src/app.setup';
import { welcome } from '../../src/demo/welcome';
import { Log } from '../../src/logging/log';
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
  const shown = (token: string): CliResult => ({
    code: 0,
    out: ['Company  demo', `Token    ${token}`],
    err: [],
  });
  const valid = async (): Promise<number> => {
    const rows = await cli.database.query('select from tokens where revoked_at is null');
    return rows.length;
  };

  it('makes a token once, keeps it for its owner only, and stores its hash only', async () => {
    const { out } = await demo();
    const path = join(cli.folder, 'demo-token');
    const token = (await readFile(path, 'utf8')).trim();
    expect(token).toMatch(/^pat_[\w-]{43}$/);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect({ code: 0, out, err: [] }).toEqual(shown(token));
    const before = await cli.dump();
    expect(JSON.stringify(before)).not.toContain(token);
    expect(await demo()).toEqual(shown(token));
    expect({ ...(await cli.dump()), sequences: undefined }).toEqual({ ...before, sequences: undefined });
  });

  it('takes the token of the settings, and revokes the former one', async () => {
    const { out } = await demo();
    expect(await demo(FIRST)).toEqual(shown(FIRST));
    expect(await demo(SECOND)).toEqual(shown(SECOND));
    expect(await demo(FIRST)).toEqual(shown(FIRST));
    expect(await valid()).toBe(1);
    const made = await demo();
    expect(made.code).toBe(0);
    expect(made.out[1]).not.toBe(out[1]);
    expect(await valid()).toBe(1);
  });

  it('makes a new token when the kept one was revoked or spoilt', async () => {
    const first = await demo();
    await cli.run('token', 'revoke', '1');
    const second = await demo();
    await writeFile(join(cli.folder, 'demo-token'), '');
    const third = await demo();
    expect(new Set([first, second, third].map(({ out }) => out[1])).size).toBe(3);
    expect(await valid()).toBe(1);
  });

  it('refuses the token of somebody else', async () => {
    await demo(FIRST);
    await cli.database.query('update tokens set account_id = 2');
    expect(await demo(FIRST)).toEqual({
      code: 1,
      out: [],
      err: ['DEMO_TOKEN is the token of somebody else. Set it to another one.'],
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

  it('gives processes that start at once the same company and token', async () => {
    const results = await Promise.all([demo(), demo(), demo(), demo()]);
    expect(new Set(results.map(({ out }) => out.join()))).toEqual(new Set([results[0].out.join()]));
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(await valid()).toBe(1);
    expect(await cli.database.query('select slug from companies')).toEqual([{ slug: 'demo' }]);
  });

  it('says how to create a project, and that works', async () => {
    await demo("a-demo-token-with-'quotes'-0123456789");
    const app = await createApp({
      databaseUrl: cli.database.url,
      databasePoolSize: 2,
      rateLimitPerHour: 0,
      log: new Log('silent'),
    });
    await app.listen(0, '127.0.0.1');
    try {
      const url = await app.getUrl();
      const access = { company: 'demo', token: "a-demo-token-with-'quotes'-0123456789" };
      const text = welcome({ url, demo: access });
      const command = text.split('\n').find((line) => line.startsWith('curl '))!;
      expect(await answerTo(command)).toBe(201);
      expect(await answerTo(command)).toBe(201);
    } finally {
      await app.close();
    }
  });
});

/** Sends what a shell and curl would send. */
async function answerTo(command: string): Promise<number> {
  const words = [...command.matchAll(/(?:'[^']*'|\\'|[^\s'])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|\\(')/g, (_, quoted: string | undefined, escaped: string) => quoted ?? escaped),
  );
  const [url, headers, body] = [words[2]!, new Headers(), words.at(-1)!];
  words.forEach((word, index) => {
    if (word !== '-H') return;
    const [name, value] = words[index + 1]!.split(': ');
    headers.set(name!, value!);
  });
  const answer = await fetch(url, { method: 'POST', headers, body });
  return answer.status;
}
