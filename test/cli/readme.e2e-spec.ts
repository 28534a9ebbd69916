import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { applyCompany } from '../../src/companies/apply-company';
import { openDataSource } from '../../src/database/migrate';
import { startApp, type TestApp } from '../support/app';
import { createToken } from '../support/builders/company';
import { createDemo } from '../support/demo';
import { countRows } from '../support/look';

const ROOT = join(__dirname, '../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const GUIDE = readFileSync(join(ROOT, 'docs/guides/import-and-export.md'), 'utf8');

let service: TestApp;

beforeAll(async () => {
  service = await startApp();
});

afterAll(async () => {
  await service.stop();
});

describe('the documents', () => {
  it('lead from its small company to a first project', async () => {
    const file = parse(/```yaml\n(slug: harbour-studio[^]*?)```/.exec(README)![1]!) as {
      slug: string;
      persons: [{ email: string }];
    };
    const dataSource = await openDataSource(service.database.url);
    try {
      await applyCompany(dataSource, file);
    } finally {
      await dataSource.destroy();
    }
    const [account] = await service.database.query<{ id: number; company_id: number }>(
      'select accounts.id, persons.company_id from accounts join persons on account_id = accounts.id where accounts.email = $1',
      [file.persons[0].email],
    );
    const token = await createToken(service.database, account!.id);
    const body = /harbour-studio' \\[^]*?-d '(\{[^]*?\})'/.exec(README)![1]!;
    const answer = await service.api.as({ company: file.slug, token }).post('/api/projects', body);
    expect(answer).toMatchObject({ status: 201, body: { name: 'Night ferry', metadata_1: 'Transport' } });
    expect(await countRows(service.database, 'projects', account!.company_id)).toBe(1);
  });

  it('have a CSV file that the demo company imports', async () => {
    const path = /--data-binary @(\S+\.csv)/.exec(GUIDE)![1]!;
    const caller = service.api.as(await createDemo(service.database));
    const headers = { 'Content-Type': 'text/csv' };
    const answer = await caller.post('/api/projects:import', readFileSync(join(ROOT, path)), { headers });
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: [2, 3, 4].map((line) => ({ line, status: 'created', id: expect.any(Number) as number })),
    });
  });
});
