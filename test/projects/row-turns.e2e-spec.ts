import { Database } from '../../src/database/database';
import { type ApiResponse, withKey } from '../support/api';
import { useService } from '../support/app';
import { type TestCompany } from '../support/builders/company';
import { countWaiting } from '../support/queries';
import { until } from '../support/until';
import { rename, type Setup, setupChanges } from './concurrent-changes';

const service = useService();
const setup = async () => setupChanges(service);

afterEach(async () => {
  await service.database.query('rollback');
});

describe('writes of one row at once', () => {
  const keyed = (n: number, body: object): object => ({ ...withKey(`${n}`), body });
  const metadata = ({ metadataId }: TestCompany): string => `/api/project-metadata/${metadataId}`;
  const client = ({ clientId }: TestCompany): string => `/api/clients/${clientId}`;
  const contact = ({ contactId }: TestCompany): string => `/api/contacts/${contactId}`;

  it.each<[string, string, (setup: Setup, n: number) => Promise<ApiResponse>]>([
    ['PATCH', 'projects', async ({ api, path }, n) => api.send('PATCH', path, rename(`${n}`))],
    [
      'PATCH with keys',
      'projects',
      async ({ api, path }, n) => api.send('PATCH', path, keyed(n, { name: `${n}` })),
    ],
    [
      'PATCH with and without keys',
      'projects',
      async ({ api, path }, n) =>
        api.send('PATCH', path, n % 2 === 0 ? rename(`${n}`) : keyed(n, { name: `${n}` })),
    ],
    [
      'dry runs',
      'projects',
      async ({ api, path }, n) => api.send('PATCH', `${path}?dry_run=true`, rename(`${n}`)),
    ],
    [
      'archiving and changing with keys',
      'projects',
      async ({ api, path }, n) =>
        n % 2 === 0
          ? api.send('POST', `${path}:archive`, withKey(`${n}`))
          : api.send('PATCH', path, keyed(n, { name: `${n}` })),
    ],
    [
      'PATCH of a client',
      'clients',
      async ({ api, company }, n) => api.send('PATCH', client(company), { body: { notes: `${n}` } }),
    ],
    [
      'PATCH of a client with keys',
      'clients',
      async ({ api, company }, n) => api.send('PATCH', client(company), keyed(n, { notes: `${n}` })),
    ],
    [
      'PATCH of a metadata',
      'project_metadata',
      async ({ api, company }, n) => api.send('PATCH', metadata(company), { body: { key: `${n}` } }),
    ],
    [
      'PATCH of a metadata with keys',
      'project_metadata',
      async ({ api, company }, n) => api.send('PATCH', metadata(company), keyed(n, { key: `${n}` })),
    ],
    ...(
      [
        ['a client, by both paths', 'clients', client, 'notes'],
        ['a contact', 'client_contacts', contact, 'notes'],
        ['a metadata', 'project_metadata', metadata, 'key'],
      ] as const
    ).map(
      ([what, table, pathOf, field]) =>
        [
          `PATCH of ${what}, with and without keys`,
          table,
          async ({ api, company }: Setup, n: number): Promise<ApiResponse> => {
            const path = pathOf(company);
            const body = { [field]: `${n}` };
            return n % 2 === 0
              ? api.send('PATCH', path, { body })
              : api.send('PATCH', path.replace('clients', 'client'), keyed(n, body));
          },
        ] satisfies [string, string, (setup: Setup, n: number) => Promise<ApiResponse>],
    ),
  ])('wait without a connection, but for one: %s', async (_, table, send) => {
    const made = await setup();
    const { company, api } = made;
    await service.database.query('begin');
    await service.database.query(`select from ${table} where company_id = $1 for update`, [
      company.companyId,
    ]);
    // More than there are connections.
    const changing = Array.from({ length: 8 }, async (__, n) => send(made, n));
    await until(async () => (await countWaiting(service.database, 'row')) > 0);
    const read = await api.get('/api/persons/me');
    const waited = await countWaiting(service.database, 'row');
    await service.database.query('rollback');
    const responses = await Promise.all(changing);
    expect(read.status).toBe(200);
    // None while the one waits anew, as it does after half of the time.
    expect(waited).toBeLessThanOrEqual(1);
    expect(responses.map(({ status }) => status)).toEqual(changing.map(() => 200));
  });
});

it('a change whose turn does not come in time says that earlier requests are not done', async () => {
  const { company, api, path } = await setup();
  let end = (): void => undefined;
  const row = { table: 'projects', id: Number(path.split('/').at(-1)) };
  const earlier = service.app
    .get(Database)
    .rowTurns.run(
      { companyId: company.companyId },
      row,
      async () => new Promise<void>((resolve) => (end = resolve)),
    );
  for (const call of [rename('Later'), { ...withKey('later'), ...rename('Later') }]) {
    const { status, body, headers } = await api.send('PATCH', path, call);
    expect({ status, body, retry: headers.get('retry-after') }).toEqual({
      status: 503,
      retry: '2',
      body: {
        key: 'service_unavailable',
        message:
          'Requests of this company that came earlier did not finish within 2 seconds. Try again in a moment.',
      },
    });
  }
  end();
  await earlier;
  expect((await api.send('PATCH', path, rename('Later'))).status).toBe(200);
});
