import { connect } from 'node:net';
import { withKey } from '../../support/api';
import { useService } from '../../support/app';
import { createCompany, type TestCompany } from '../../support/builders/company';
import { projectBody } from '../../support/builders/project';
import { countRows } from '../../support/queries';
import { CSV, ID, importFile, ndjson } from './bulk';

const service = useService();
let company: TestCompany;

beforeEach(async () => {
  company = await createCompany(service.database);
});

const headers = { 'Idempotency-Key': 'file-1' };
const lines = (count: number): object[] =>
  Array.from({ length: count }, (_, n) => projectBody(company, { name: `P${n}` }));
const count = async (table = 'projects'): Promise<number> =>
  countRows(service.database, table, company.companyId);

/** Sends a request and the beginning of a file, and cuts the connection. */
async function cut(beginning: string): Promise<void> {
  const { hostname, port } = new URL(service.url);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `POST /api/projects:import HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${company.token}\r\n` +
          `Wethod-Company: ${company.company}\r\nWethod-Version: 2024-06-15\r\nIdempotency-Key: file-1\r\n` +
          `Content-Type: application/x-ndjson\r\nContent-Length: 100000000\r\n\r\n${beginning}`,
        () => setTimeout(() => socket.destroy(), 200),
      );
    });
    socket.on('close', () => {
      resolve();
    });
  });
}

describe('the Idempotency-Key of an import', () => {
  it('makes every line happen once, also if more come or others were refused at first', async () => {
    const [one, two] = lines(2);
    const wrong = { ...two, client_id: 999_999_999 };
    const first = await importFile(service, company, ndjson(one, wrong), { headers });
    const [{ id }] = first.body as [{ id: number }];
    expect(first.body).toEqual([
      { line: 1, status: 'created', id: ID },
      {
        line: 2,
        status: 'refused',
        failures: [{ field: 'client_id', message: 'is not a client of this company' }],
      },
    ]);
    expect(await importFile(service, company, ndjson(one, two, one), { headers })).toEqual({
      status: 200,
      body: [
        { line: 1, status: 'replayed', id },
        { line: 2, status: 'created', id: ID },
        { line: 3, status: 'created', id: ID },
      ],
    });
    expect([await count(), await count('idempotency_keys')]).toEqual([3, 3]);
  });

  it('refuses another content of a known line, and knows the same one in the other format', async () => {
    const [body] = lines(1) as [Record<string, unknown>];
    const first = await importFile(service, company, ndjson('', body), { headers });
    const [{ id }] = first.body as [{ id: number }];
    const csv = `${Object.keys(body).join(',')}\n${Object.values(body).join(',')}\n`;
    expect((await importFile(service, company, csv, { headers: { ...headers, ...CSV } })).body).toEqual([
      { line: 2, status: 'replayed', id },
    ]);
    const other = ndjson('', { ...body, name: 'Other' });
    for (const query of ['', '?mode=atomic']) {
      expect((await importFile(service, company, other, { headers, query })).body).toEqual([
        {
          line: 2,
          status: 'refused',
          failures: [
            {
              field: 'Idempotency-Key',
              message: 'was used for another content of this line: every file needs a key of its own',
            },
          ],
        },
      ]);
    }
    expect(await count()).toBe(1);
  });

  it('is new again when its time is over', async () => {
    const file = ndjson(...lines(2));
    await importFile(service, company, file, { headers });
    await service.database.query("update idempotency_keys set created_at = now() - interval '24 hours'");
    expect((await importFile(service, company, file, { headers })).body).toEqual([
      { line: 1, status: 'created', id: ID },
      { line: 2, status: 'created', id: ID },
    ]);
    expect([await count(), await count('idempotency_keys')]).toEqual([4, 2]);
  });

  it('is good for imports at the same time', async () => {
    const file = ndjson(...lines(1_500));
    const responses = await Promise.all([1, 2, 3].map(() => importFile(service, company, file, { headers })));
    for (const { status, body } of responses) {
      expect(status).toBe(200);
      expect(body).toHaveLength(1_500);
    }
    expect([await count(), await count('idempotency_keys')]).toEqual([1_500, 1_500]);
  });

  it('lets an import that was cut go on, and does nothing twice', async () => {
    const file = ndjson(...lines(3_000));
    await cut(file.slice(0, file.length / 2));
    const { status, body } = await importFile(service, company, file, { headers });
    expect(status).toBe(200);
    const statuses = (body as { status: string }[]).map((line) => line.status);
    expect(new Set(statuses)).toEqual(new Set(['replayed', 'created']));
    expect([statuses.length, await count(), await count('project_events')]).toEqual([3_000, 3_000, 3_000]);
  });

  it('leaves nothing of an atomic import that was cut', async () => {
    const file = ndjson(...lines(1_000));
    const { hostname, port } = new URL(service.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `POST /api/projects:import?mode=atomic HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${company.token}\r\n` +
            `Wethod-Company: ${company.company}\r\nWethod-Version: 2024-06-15\r\n` +
            `Content-Type: application/x-ndjson\r\nContent-Length: 100000000\r\n\r\n${file}`,
          () => setTimeout(() => socket.destroy(), 200),
        );
      });
      socket.on('close', () => {
        resolve();
      });
    });
    expect(await count()).toBe(0);
  });
});

it('keeps the keys of lines apart from those of requests', async () => {
  await importFile(service, company, ndjson(projectBody(company)), { headers });
  const single = await service.api
    .as(company)
    .post('/api/projects', projectBody(company), withKey('file-1:1'));
  expect({ status: single.status, replayed: single.headers.get('idempotency-replayed') }).toEqual({
    status: 201,
    replayed: null,
  });
  expect(await count()).toBe(2);
});
