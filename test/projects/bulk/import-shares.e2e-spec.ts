import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { json, text } from 'node:stream/consumers';
import { type CompanyShares } from '../../../src/database/company-shares';
import { ImportLine } from '../../../src/projects/bulk/import-line';
import { BulkShares } from '../../../src/projects/bulk/bulk-shares';
import { TemporarySpace } from '../../../src/projects/bulk/temporary-space';
import { useService } from '../../support/app';
import { createCompany, type TestCompany } from '../../support/builders/company';
import { projectBody } from '../../support/builders/project';
import { countRows } from '../../support/queries';
import { until } from '../../support/until';
import { ID, importFile, ndjson } from './bulk';

const service = useService();
let company: TestCompany;
let other: TestCompany;
let uploads: ClientRequest[];

beforeEach(async () => {
  company = await createCompany(service.database);
  other = await createCompany(service.database);
  uploads = [];
});

afterEach(() => {
  jest.restoreAllMocks();
  for (const upload of uploads) upload.destroy();
});

const MB = 1024 ** 2;
const line = (of: TestCompany): string => ndjson(projectBody(of));
const CREATED = { status: 200, body: [{ line: 1, status: 'created', id: ID }] };
const BUSY = {
  key: 'service_unavailable',
  message: 'The service is busy with other imports. Try again when they have ended.',
};

/** Begins to send a file, and does not end. */
function upload(beginning: string, query = ''): { sent: ClientRequest; response: Promise<IncomingMessage> } {
  const sent = request(`${service.url}/api/projects:import${query}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${company.token}`,
      'Wethod-Company': company.company,
      'Wethod-Version': '2024-06-15',
      'Content-Type': 'application/x-ndjson',
    },
  });
  uploads.push(sent);
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).once('error', reject);
  });
  response.catch(() => undefined);
  sent.write(beginning);
  return { sent, response };
}

describe('the share of a company in imports', () => {
  it('is four files at once; others wait, too many are refused at once, and other companies do not notice', async () => {
    const began = Array.from({ length: 4 }, () => upload(line(company)));
    const waiting = Array.from({ length: 20 }, () => upload(line(company)));
    const refused = await upload(line(company)).response;
    expect({
      status: refused.statusCode,
      retry: refused.headers['retry-after'],
      body: await json(refused),
    }).toEqual({
      status: 503,
      retry: '2',
      body: BUSY,
    });
    expect(await importFile(service, other, line(other))).toEqual(CREATED);
    for (const { sent } of [...began, ...waiting]) sent.end();
    const responses = await Promise.all([...began, ...waiting].map(({ response }) => response));
    expect(responses.map(({ statusCode }) => statusCode)).toEqual(responses.map(() => 200));
    expect(await countRows(service.database, 'projects', company.companyId)).toBe(24);
  });

  it('has no place for files whose clients are gone before their turn', async () => {
    const { imports } = service.app.get<unknown>(BulkShares) as { imports: CompanyShares };
    const began = Array.from({ length: 4 }, () => upload(line(company)));
    const waiting = Array.from({ length: 20 }, () => upload(line(company)));
    await until(async () => Promise.resolve(imports.active === 4 && imports.waiting === 20));
    for (const { sent } of waiting) sent.destroy();
    await until(async () => Promise.resolve(imports.waiting === 0));
    const next = importFile(service, company, line(company));
    for (const { sent } of began) sent.end();
    expect(await next).toEqual(CREATED);
    await Promise.all(began.map(({ response }) => response));
    expect(await countRows(service.database, 'projects', company.companyId)).toBe(5);
  });

  it('is one large atomic import at a time, which no small one waits for', async () => {
    const large = Array.from({ length: 10_000 }, (_, n) =>
      projectBody(company, { name: `P${n}`.padEnd(100) }),
    );
    const order: string[] = [];
    const imports = (['large', 'small', 'other'] as const).map(async (name) => {
      const of = name === 'other' ? other : company;
      const file = name === 'large' ? ndjson(...large) : line(of);
      // It has come, and its transaction has begun, before the others are sent.
      if (name !== 'large') await until(async () => (await transactions()) > 0);
      const result = await importFile(service, of, file, { query: '?mode=atomic' });
      order.push(name);
      return result;
    });
    const [first, ...rest] = await Promise.all(imports);
    expect(rest).toEqual([CREATED, CREATED]);
    expect(order[2]).toBe('large');
    expect(first!.body).toHaveLength(10_000);
    expect(await countRows(service.database, 'projects', company.companyId)).toBe(10_001);
  });
});

/** How many transactions are open for longer than a statement of theirs. */
async function transactions(): Promise<number> {
  const rows = await service.database.query(
    `select from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and xact_start < query_start`,
  );
  return rows.length;
}

describe('the disk', () => {
  beforeEach(() => {
    const space = service.app.get(TemporarySpace);
    jest.spyOn(space, 'limits').mockResolvedValue({ total: 3 * MB, perCompany: 2 * MB });
  });

  const part = (bytes: number): string =>
    `${JSON.stringify({ name: 'x'.repeat(1_000) })}\n`.repeat(bytes / 1_000);
  const used = (): number => service.app.get(TemporarySpace).used;
  const full = (of: string, limit: string): object => ({
    key: 'service_unavailable',
    message:
      `The service has no disk space left for this import. The imports of ${of} may hold ${limit} at once. ` +
      'Try again when other imports have ended, or send a smaller file.',
  });

  it('takes no file that is larger than the share of a company', async () => {
    expect(await importFile(service, company, part(2.5 * MB), { query: '?mode=atomic' })).toEqual({
      status: 413,
      body: { key: 'payload_too_large', message: 'The body is larger than 2 MB.' },
    });
    expect(used()).toBe(0);
  });

  it('holds so much of all files of a company, and leaves the rest to others', async () => {
    const first = upload(part(1.5 * MB), '?mode=atomic');
    await until(() => Promise.resolve(used() >= 1.5 * MB));
    const { status, body } = await importFile(service, company, part(MB), { query: '?mode=atomic' });
    expect({ status, body }).toEqual({ status: 503, body: full('a company', '2 MB') });
    expect(await importFile(service, other, line(other), { query: '?mode=atomic' })).toEqual(CREATED);
    first.sent.destroy();
    await until(() => Promise.resolve(used() === 0));
    expect(await importFile(service, company, line(company), { query: '?mode=atomic' })).toEqual(CREATED);
  });

  it('holds so much of the files of all companies', async () => {
    upload(part(1.9 * MB), '?mode=atomic');
    await until(() => Promise.resolve(used() >= 1.9 * MB));
    expect(await importFile(service, other, part(1.5 * MB), { query: '?mode=atomic' })).toEqual({
      status: 503,
      body: full('all companies', '3 MB'),
    });
  });

  it('has the space of a response back when the client has it, or has gone', async () => {
    const whole = upload(line(company));
    whole.sent.end();
    await text(await whole.response);
    await until(() => Promise.resolve(used() === 0));
    const gone = upload('{}\n'.repeat(1_000));
    gone.sent.end();
    (await gone.response).destroy();
    await until(() => Promise.resolve(used() === 0));
  });
});

describe('the response of an import', () => {
  it('lists 8 MB of failures, and then how many each line has', async () => {
    const { body } = await importFile(service, company, '{}\n'.repeat(25_000), { query: '?dry_run=true' });
    const lines = body as { line: number; status: string; failures: { message: string }[] }[];
    expect(lines.map((answered) => answered.line)).toEqual(Array.from({ length: 25_000 }, (_, n) => n + 1));
    const short = lines.findIndex(({ failures }) => failures.length === 1);
    expect(lines.slice(0, short).every(({ failures }) => failures.length === 8)).toBe(true);
    expect(JSON.stringify(lines.slice(0, short)).length).toBeGreaterThan(8 * MB);
    expect(JSON.stringify(lines.slice(0, short)).length).toBeLessThan(10 * MB);
    const message = 'has 8 failures, not listed: the lines above have 8 MB of them';
    for (const answered of lines.slice(short)) {
      const { line: number } = answered;
      expect(answered).toEqual({ line: number, status: 'refused', failures: [{ field: 'body', message }] });
    }
  });
});

it('lets other requests go on between the lines that an import reads', async () => {
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  count();
  const at: number[] = [];
  const read = ImportLine.read.bind(ImportLine);
  jest.spyOn(ImportLine, 'read').mockImplementation((...args) => {
    at.push(turns);
    // Longer than the event loop may be kept.
    const start = performance.now();
    while (performance.now() - start < 10);
    return read(...args);
  });
  const lines = Array.from({ length: 5 }, () => projectBody(company));
  const { status } = await importFile(service, company, ndjson(...lines));
  isOver = true;
  expect(status).toBe(200);
  expect(at).toHaveLength(5);
  expect(new Set(at).size).toBe(5);
});
