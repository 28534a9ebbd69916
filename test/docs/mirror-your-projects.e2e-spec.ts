import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { whenStampsHavePassed } from '../events/events';
import { type Api } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { codeBlocksOf, savedAs } from './code-blocks';

const GUIDE = 'docs/guides/mirror-your-projects.md';

/** Runs one loop of the guide with a store that is read from the command line, and prints what the store has then. */
const PROGRAM = `
import { fill } from './fill.mjs';
import { follow } from './feed.mjs';
import { pass as passByHeader } from './until.mjs';
import { pass as passByLargest } from './largest.mjs';

const { way, place, copies } = JSON.parse(process.argv[2]);
const mirror = new Map(copies);
let puts = 0;
const store = {
  put({ id, updated_at, deleted_at }) {
    puts++;
    if ((mirror.get(id)?.[0] ?? '') < updated_at) mirror.set(id, [updated_at, deleted_at]);
  },
};
const print = (place) => console.log(JSON.stringify({ place, copies: [...mirror] }));
if (way === 'fill') print(await fill(store));
if (way === 'until') print(await passByHeader(store, place));
if (way === 'largest') print(await passByLargest(store, place));
if (way === 'feed') {
  // Up to the first page without an event.
  store.keep = (next) => {
    if (puts === 0) process.exit(print(next));
    puts = 0;
  };
  await follow(store, place);
}`;

interface State {
  readonly place?: string;
  readonly copies: readonly (readonly [id: number, stamps: readonly [string, string | null]])[];
}

const service = useService();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'projects-api-mirror-'));
  for (const block of codeBlocksOf(GUIDE)) await writeFile(join(folder, savedAs(block)!), block.text);
  await writeFile(join(folder, 'program.mjs'), PROGRAM);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function run(way: string, company: TestCompany, { place, copies }: State): Promise<State> {
  await whenStampsHavePassed();
  const env = {
    BASE_URL: service.url,
    TOKEN: company.token,
    COMPANY: company.company,
    PATH: process.env.PATH,
  };
  const argument = JSON.stringify({ way, place, copies });
  const { stdout } = await promisify(execFile)(process.execPath, ['program.mjs', argument], {
    cwd: folder,
    env,
  });
  return JSON.parse(stdout) as State;
}

async function expectWhole({ copies }: State, { companyId }: TestCompany): Promise<void> {
  const stored = await service.database.query<{ id: number; updated_at: Date; deleted_at: Date | null }>(
    'select id, updated_at, deleted_at from projects where company_id = $1 order by id',
    [companyId],
  );
  expect([...copies].sort(([one], [other]) => one - other)).toEqual(
    stored.map(({ id, updated_at: at, deleted_at: gone }) => [
      id,
      [at.toISOString(), gone?.toISOString() ?? null],
    ]),
  );
}

/** More than a page of projects. */
async function createProjects(api: Api, company: TestCompany): Promise<void> {
  const file = `${JSON.stringify(projectBody(company))}\n`.repeat(130);
  const headers = { 'Content-Type': 'application/x-ndjson' };
  expect((await api.post('/api/projects:import', file, { headers })).status).toBe(200);
}

async function change(api: Api): Promise<void> {
  const [first, second] = (await api.get('/api/projects?limit=2')).body as { id: number }[];
  await api.send('PATCH', `/api/projects/${first!.id}`, { body: { probability: 90 } });
  await api.send('DELETE', `/api/projects/${second!.id}`);
}

async function firstOf(api: Api): Promise<{ readonly path: string; readonly updated_at: string }> {
  const [project] = (await api.get('/api/projects?limit=1')).body as { id: number; updated_at: string }[];
  return { path: `/api/projects/${project!.id}`, updated_at: project!.updated_at };
}

describe(GUIDE, () => {
  it.each(['feed', 'until', 'largest'])(
    'mirrors all projects, and then their changes, by %s',
    async (way) => {
      const company = await createCompany(service.database);
      const api = service.api.as(company);
      await createProjects(api, company);
      // The first of the list has changed last.
      await api.send('PATCH', (await firstOf(api)).path, { body: { probability: 80 } });
      const first = await run(way, company, { copies: [] });
      await expectWhole(first, company);
      if (way === 'largest') expect(first.place).toBe((await firstOf(api)).updated_at);
      await change(api);
      await createProjects(api, company);
      await expectWhole(await run(way, company, first), company);
    },
  );

  it('fills a mirror by an export, and follows the feed from there', async () => {
    const company = await createCompany(service.database);
    const api = service.api.as(company);
    await createProjects(api, company);
    const filled = await run('fill', company, { copies: [] });
    await expectWhole(filled, company);
    expect(filled.place).toMatch(/^\/api\/events\?after=\d+\.\d+$/);
    await change(api);
    const followed = await run('feed', company, filled);
    await expectWhole(followed, company);
    expect(followed.copies).toHaveLength(130);
  });
});
