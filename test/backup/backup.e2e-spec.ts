import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { runCli } from '../../src/cli/run-cli';
import { readEnv } from '../../src/config/env';
import { type ApiResponse, withKey } from '../support/api';
import { startApp, useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { createEmptyDatabase, type TestDatabase } from '../support/database';
import { until } from '../support/until';

const MAIN = join(__dirname, '../../dist/cli/main.js');
/** A text with all that COPY writes in another way. */
const ODD_NAME = 'tab\there, back\\slash, \\. and \\N, "quotes", ü 漢 🎈';

const service = useService();
let company: TestCompany;
let folder: string;
let source: TestDatabase;
const targets: TestDatabase[] = [];

const settingsFor = ({ url, ownerUrl }: TestDatabase): NodeJS.ProcessEnv => ({
  DATABASE_URL: url,
  MIGRATION_DATABASE_URL: ownerUrl,
  DATA_DIR: folder,
});

async function run(database: TestDatabase, ...args: string[]): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const code = await runCli(args, {
    env: () => readEnv(settingsFor(database)),
    out: (line) => lines.push(line),
    err: (line) => lines.push(line),
  });
  return { code, text: lines.join('\n') };
}

/** A database without even a schema. */
async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createEmptyDatabase();
  targets.push(database);
  return database;
}

async function tablesOf(database: TestDatabase): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** All rows of all tables, and the state of all sequences. */
async function contentOf(database: TestDatabase): Promise<Record<string, unknown>> {
  const content: Record<string, unknown> = {};
  for (const table of await tablesOf(database))
    content[table] = await database.query(
      `select to_jsonb(row) as row from "${table}" as row order by row::text`,
    );
  content.sequences = await database.query(
    'select sequencename, last_value, start_value from pg_sequences order by sequencename',
  );
  return content;
}

const file = (name: string): string => join(folder, name);
const countOf = async (database: TestDatabase, table: string): Promise<number> =>
  (await database.query<{ n: number }>(`select count(*)::int as n from ${table}`))[0]!.n;

beforeAll(async () => {
  if (!existsSync(MAIN)) throw new Error('Build it first: npm run build');
  folder = await mkdtemp(join(tmpdir(), 'projects-api-backup-'));
  source = service.database;
  company = await createCompany(source);
  const api = service.api.as(company);
  for (let count = 0; count < 20; count++)
    await api.post('/api/projects', wholeProjectBody(company), withKey(`before-${count}`));
  await api.post('/api/projects', projectBody(company, { name: ODD_NAME }));
  await source.query('select setval(pg_get_serial_sequence($1, $2), 777)', ['roles', 'id']);
});

afterAll(async () => {
  for (const database of targets) await database.drop();
  await rm(folder, { recursive: true, force: true });
});

it('restores every table and sequence as it was', async () => {
  const target = await emptyDatabase();
  expect(await run(source, 'database', 'backup', file('quiet'))).toMatchObject({ code: 0 });
  expect((await stat(file('quiet'))).mode & 0o777).toBe(0o600);
  expect(await run(target, 'database', 'restore', file('quiet'))).toMatchObject({ code: 0 });
  expect(await contentOf(target)).toEqual(await contentOf(source));
  expect(await target.query('select name from projects where name = $1', [ODD_NAME])).toHaveLength(1);
});

it('has one moment of a database that is written to, and serves on elsewhere', async () => {
  const api = service.api.as(company);
  const acknowledged = new Map<string, ApiResponse>();
  let isOver = false;
  const writers = [1, 2, 3, 4].map(async (writer) => {
    for (let count = 0; !isOver; count++) {
      const key = `during-${writer}-${count}`;
      acknowledged.set(key, await api.post('/api/projects', wholeProjectBody(company), withKey(key)));
    }
  });
  await until(() => Promise.resolve(acknowledged.size > 10));
  const before = [...acknowledged.keys()];
  const made = await run(source, 'database', 'backup', file('busy'));
  isOver = true;
  await Promise.all(writers);
  expect(made).toMatchObject({ code: 0 });

  const target = await emptyDatabase();
  expect(await run(target, 'database', 'restore', file('busy'))).toMatchObject({ code: 0 });
  // Each project has its event, its value and its key, or none of them.
  const [row] = await target.query(`
    select (select count(*) from projects) = (select count(*) from project_events) as events,
           (select count(*) from projects where purchase_order is not null)
             = (select count(*) from project_metadata_values) as values,
           (select count(*) from projects where purchase_order is not null)
             = (select count(*) from idempotency_keys) as keys`);
  expect(row).toEqual({ events: true, values: true, keys: true });
  const other = await startApp({ database: target });
  try {
    const there = other.api.as(company);
    for (const key of before) {
      const replay = await there.post('/api/projects', wholeProjectBody(company), withKey(key));
      expect(replay.headers.get('Idempotency-Replayed')).toBe('true');
      expect(replay.text).toBe(acknowledged.get(key)!.text);
    }
    const ids = [...acknowledged.values()].map(({ body }) => (body as { id: number }).id);
    const created = await there.post('/api/projects', projectBody(company));
    expect(created.status).toBe(201);
    // No id that was given out is given out again, not even one of after the backup began.
    expect((created.body as { id: number }).id).toBeGreaterThan(ids[before.length]!);
  } finally {
    await other.stop();
  }
});

describe('a restore refuses', () => {
  let good: Buffer;
  let target: TestDatabase;

  beforeAll(async () => {
    await run(source, 'database', 'backup', file('good'));
    good = await readFile(file('good'));
    target = await emptyDatabase();
  });

  const edited = (change: (text: string) => string): Buffer =>
    gzipSync(Buffer.from(change(gunzipSync(good).toString('latin1')), 'latin1'));

  it.each<[string, () => Buffer, RegExp]>([
    ['a text file', () => Buffer.from('hello'), /is not a backup of this service\.$/],
    ['an empty file', () => Buffer.alloc(0), /is (damaged or cut|not a backup)/],
    ['another gzip file', () => gzipSync('hello\n'), /is not a backup of this service\.$/],
    ['half of a file', () => good.subarray(0, good.length / 2), /is damaged or cut/],
    ['a file without its last byte', () => good.subarray(0, -1), /is damaged or cut/],
    ['a file with a flipped bit', () => flipped(good), /is damaged or cut/],
    [
      'a changed row',
      () => edited((text) => text.replace('back\\\\slash', 'beck\\\\slash')),
      /is damaged or cut/,
    ],
    ['a row less', () => edited((text) => text.replace(/^.*back\\\\slash.*\n/m, '')), /is damaged or cut/],
    ['no trailer', () => edited((text) => text.replace(/^\{"rows".*\n/m, '')), /is damaged or cut/],
    ['more after the trailer', () => edited((text) => `${text}more\n`), /is damaged or cut/],
    [
      'a later format',
      () => edited((text) => text.replace('"version":1', '"version":2')),
      /has version 2 of the format/,
    ],
  ])('%s', async (name, content, message) => {
    const path = file(name.replaceAll(' ', '-'));
    await writeFile(path, content());
    const { code, text } = await run(target, 'database', 'restore', path);
    expect(text.split('\n')).toEqual([expect.stringMatching(message)]);
    expect(code).toBe(1);
    expect(await tablesOf(target)).toEqual([]);
  });

  it('a file that does not exist', async () => {
    const { code, text } = await run(target, 'database', 'restore', file('missing'));
    expect({ code, text }).toEqual({ code: 1, text: expect.stringContaining('can not be read') as string });
  });

  it('a newer schema', async () => {
    const lines = gunzipSync(good)
      .toString('latin1')
      .replace(/"schema":"\w+"/, '"schema":"Later9999999999999"');
    const end = lines.lastIndexOf('\n{"rows"') + 1;
    const sha256 = createHash('sha256').update(lines.slice(0, end), 'latin1').digest('hex');
    const trailer = { ...(JSON.parse(lines.slice(end)) as object), sha256 };
    await writeFile(
      file('newer'),
      gzipSync(Buffer.from(`${lines.slice(0, end)}${JSON.stringify(trailer)}\n`, 'latin1')),
    );
    const { code, text } = await run(target, 'database', 'restore', file('newer'));
    expect(text).toMatch(
      /^The file has the schema Later9999999999999, and this service knows \w+ as its newest\. .*$/,
    );
    expect(code).toBe(1);
    expect(await tablesOf(target)).toEqual([]);
  });

  it('a database that is not empty', async () => {
    const { code, text } = await run(source, 'database', 'restore', file('good'));
    expect({ code, text }).toEqual({
      code: 1,
      text: expect.stringMatching(
        /^The database is not empty: it has rows in \w+\. Restore into a new .*$/,
      ) as string,
    });
    const foreign = await emptyDatabase();
    await foreign.query('create table invoices (id bigint)');
    expect((await run(foreign, 'database', 'restore', file('good'))).text).toContain(
      'it has the table invoices',
    );
  });
});

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[Math.floor(copy.length / 2)]! ^= 1;
  return copy;
}

describe('a kill in the middle', () => {
  /** Kills the program while it waits for a table that is locked here. */
  async function killWhileWaiting(database: TestDatabase, locked: string, ...args: string[]): Promise<void> {
    const { PATH } = process.env;
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: folder,
      env: { PATH, ...settingsFor(database) },
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    await until(async () => {
      const waiting = await database.query(
        `select from pg_locks where not granted and relation = to_regclass($1)`,
        [locked],
      );
      return waiting.length > 0;
    });
    child.kill('SIGKILL');
    await ended;
  }

  it('of a backup leaves the file that was there, and nothing open in the database', async () => {
    await writeFile(file('kept'), 'an earlier backup');
    await source.query('begin');
    await source.query('lock table project_events in access exclusive mode');
    await killWhileWaiting(source, 'project_events', 'database', 'backup', file('kept'));
    await source.query('rollback');
    expect(await readFile(file('kept'), 'utf8')).toBe('an earlier backup');
    expect(await run(source, 'database', 'backup', file('kept'))).toMatchObject({ code: 0 });
    expect(existsSync(file('kept.part'))).toBe(false);
  });

  it('of a restore leaves no row, and the next one succeeds', async () => {
    const target = await emptyDatabase();
    await run(source, 'database', 'backup', file('again'));
    expect(await run(target, 'database', 'restore', file('again'))).toMatchObject({ code: 0 });
    const tables = (await tablesOf(target)).filter((name) => name !== 'migrations');
    await target.query(`truncate ${tables.join(', ')}`);
    // Empty, with the schema: this is how a killed restore leaves it.
    await target.query('begin');
    await target.query('lock table project_events in share mode');
    await killWhileWaiting(target, 'project_events', 'database', 'restore', file('again'));
    await target.query('rollback');
    await until(async () => {
      const others = await target.query(
        "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'",
      );
      return others.length === 0;
    });
    expect(await countOf(target, 'projects')).toBe(0);
    expect(await countOf(target, 'companies')).toBe(0);
    expect(await run(target, 'database', 'restore', file('again'))).toMatchObject({ code: 0 });
    expect(await countOf(target, 'projects')).toBe(await countOf(source, 'projects'));
  });
});
