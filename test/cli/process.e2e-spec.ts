import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from '../../src/embedded-postgres/cluster';
import { type CliBench, startCli } from './cli';

const MAIN = join(__dirname, '../../dist/cli/main.js');

interface ProcessResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The built program as a process, in an empty folder and with nothing but these settings. */
function run(
  cli: CliBench,
  args: readonly string[],
  settings: NodeJS.ProcessEnv = {},
): Promise<ProcessResult> {
  const env = { DATABASE_URL: cli.database.url, DATA_DIR: cli.folder, ...settings };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { cwd: cli.folder, env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

describe('the program', () => {
  let cli: CliBench;

  beforeAll(async () => {
    if (!existsSync(MAIN)) throw new Error('Build it first: npm run build');
    cli = await startCli();
  });

  afterAll(() => cli.stop());

  it('prints the version of the release, as the service does', async () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
      version: string;
    };
    const printed = { code: 0, out: `${version}\n`, err: '' };
    expect(await run(cli, ['--version'])).toEqual(printed);
    const service = join(__dirname, '../../dist/main.js');
    const { stdout } = await promisify(execFile)(process.execPath, [service, '--version'], {
      cwd: cli.folder,
    });
    expect(stdout).toBe(printed.out);
  });

  it('applies a YAML file', async () => {
    await writeFile(
      join(cli.folder, 'acme.yaml'),
      ['slug: acme', 'name: Acme', 'clients: [{ id: 1, corporate_name: Globex, acronym: GLX }]'].join('\n'),
    );
    const out = '+ company 1 acme\n+ client 1 Globex\n';
    expect(await run(cli, ['company', 'apply', 'acme.yaml'])).toEqual({ code: 0, out, err: '' });
    expect(await cli.database.query('select slug from companies')).toEqual([{ slug: 'acme' }]);
  });

  it('does its work even if its output is not read to the end', async () => {
    await writeFile(join(cli.folder, 'piped.yaml'), 'slug: piped\nname: Piped\n');
    const env = { DATABASE_URL: cli.database.url };
    const child = spawn(process.execPath, [MAIN, 'company', 'apply', 'piped.yaml'], { cwd: cli.folder, env });
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(await cli.database.query("select slug from companies where slug = 'piped'")).toEqual([
      { slug: 'piped' },
    ]);
  });

  it('reports problems of the file by their path, with exit code 1', async () => {
    await writeFile(join(cli.folder, 'wrong.json'), '{ "slug": "acme", "clients": [{ "acronym": 5 }] }');
    expect(await run(cli, ['company', 'apply', 'wrong.json'])).toEqual({
      code: 1,
      out: '',
      err:
        'name is required\n' +
        'clients[0].corporate_name is required\n' +
        'clients[0].acronym must be a string, not a number\n',
    });
  });

  it('reports in one line what is wrong with the settings or the database', async () => {
    expect(await run(cli, ['demo'], { DATABASE_URL: 'mysql://x' })).toEqual({
      code: 1,
      out: '',
      err: 'Bad settings: DATABASE_URL must look like postgres://user:password@host:5432/database.\n',
    });
    const { code, err } = await run(cli, ['demo'], { DATABASE_URL: 'postgres://127.0.0.1:1/none' });
    expect(code).toBe(1);
    expect(err).toMatch(/^The database none at 127\.0\.0\.1:1 can not be reached: .*\n$/);
  });

  it('shows its help without a database', async () => {
    const { code, out } = await run(cli, ['--help'], { DATABASE_URL: 'wrong' });
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: projects-api \[options\] \[command\]\n/);
  });

  it('works in the database of the running service, and starts and stops one if there is none', async () => {
    const settings = { DATABASE_URL: '', DATA_DIR: join(cli.folder, 'data') };
    const file = join(__dirname, '../../examples/company.yaml');
    const service = await startEmbeddedPostgres({ dataFolder: settings.DATA_DIR });
    try {
      const { code, out, err } = await run(cli, ['company', 'apply', file], settings);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(/^\+ company 1 harbour-studio\n/);
    } finally {
      await service.stop();
    }
    const again = await run(cli, ['company', 'apply', file], settings);
    expect(again).toEqual({ code: 0, out: 'Nothing to change.\n', err: '' });
    expect(existsSync(join(settings.DATA_DIR, 'postgres/postmaster.pid'))).toBe(false);
  }, 60_000);

  it('reports unknown commands', async () => {
    expect(await run(cli, ['tokens'])).toEqual({
      code: 1,
      out: '',
      err: "error: unknown command 'tokens'\n(Did you mean token?)\n",
    });
  });
});
