import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withKey } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { createCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';

let service: TestApp;

beforeAll(async () => {
  service = await startApp();
});

afterAll(async () => {
  await service.stop();
});

const AT = '/api/projects';

it('a replay is no error to PostgreSQL, whose log shows no key', async () => {
  const company = await createCompany(service.database);
  const api = service.api.as(company);
  const key = `key-${company.company}`;
  const { id } = (await api.post(AT, projectBody(company), withKey(key))).body as { id: number };
  const change = { ...withKey(`${key}-change`), body: { name: 'Renamed' } };
  await api.send('PATCH', `${AT}/${id}`, change);
  const again = [
    await api.post(AT, projectBody(company), withKey(key)),
    await api.send('PATCH', `${AT}/${id}`, change),
    await api.post(AT, projectBody(company, { name: 'Another' }), withKey(key)),
  ];
  expect(again.map(({ status }) => status)).toEqual([201, 200, 400]);
  const log = await readFile(join(process.env.TEST_POSTGRES_FOLDER!, 'postgres.log'), 'utf8');
  expect(log).toContain('database system is ready');
  expect(log).not.toContain(key);
});
