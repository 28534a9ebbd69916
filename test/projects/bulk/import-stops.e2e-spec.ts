import { useService } from '../../support/app';
import { createCompany, type TestCompany } from '../../support/builders/company';
import { projectBody } from '../../support/builders/project';
import { projectsOf } from '../../support/queries';
import { sentStatements } from '../../support/sent-statements';
import { CSV, ID, importFile, ndjson } from './bulk';

const service = useService();
let company: TestCompany;

beforeAll(async () => {
  // What no rule of the service foresees: a project that PostgreSQL refuses, and one that ends the connection.
  await service.database.query(`
    create function fail() returns trigger language plpgsql as $$ begin
      if new.name = 'fails' then raise exception 'injected'; end if;
      if new.name = 'cuts' then perform pg_terminate_backend(pg_backend_pid()); end if;
      return new;
    end $$;
    create trigger fail after insert on projects for each row execute function fail();
  `);
});

beforeEach(async () => {
  company = await createCompany(service.database);
});

const lines = (...names: string[]): object[] => names.map((name) => projectBody(company, { name }));
const storedNames = async (): Promise<string[]> =>
  ((await projectsOf(service.database, company.companyId)) as { name: string }[]).map(({ name }) => name);

const INTERNAL_ERROR = {
  status: 'stopped',
  key: 'internal_error',
  message: 'Something went wrong on our side. Tell us the X-Request-Id of this response.',
};

describe('an import that can not go on', () => {
  it('responds with the lines that are stored, also if it stops in the first batch', async () => {
    expect(await importFile(service, company, ndjson(...lines('A', 'B', 'fails', 'C')))).toEqual({
      status: 200,
      body: [{ line: 1, status: 'created', id: ID }, { line: 2, status: 'created', id: ID }, INTERNAL_ERROR],
    });
    expect(await storedNames()).toEqual(['A', 'B']);
  });

  it('finds the line that fails by halves, and the others have the results that they would have one by one', async () => {
    const strict = await createCompany(service.database, { is_job_order_unique: true });
    const isRepeated = (n: number): boolean => n >= 60 && n < 70;
    // One batch.
    const file = Array.from({ length: 100 }, (_, n) =>
      projectBody(strict, {
        name: n === 79 ? 'fails' : 'P',
        job_order: `jo_${isRepeated(n) ? n - 60 : n}`,
      }),
    );
    const expected = file.slice(0, 79).map((_, n) => ({
      line: n + 1,
      status: isRepeated(n) ? 'refused' : 'created',
    }));
    let imported: unknown;
    const sent = await sentStatements(async () => {
      imported = await importFile(service, strict, ndjson(...file));
    });
    expect(imported).toMatchObject({ status: 200, body: [...expected, INTERNAL_ERROR] });
    expect((await projectsOf(service.database, strict.companyId)).length).toBe(69);
    // All, then two for each halving at most.
    expect(sent.filter((text) => text.includes('insert into projects')).length).toBeLessThan(20);
  });

  it('is an error if nothing was stored', async () => {
    const { status, body } = await importFile(service, company, ndjson(...lines('fails', 'A')));
    expect({ status, body }).toEqual({
      status: 500,
      body: { key: 'internal_error', message: INTERNAL_ERROR.message },
    });
    expect(await storedNames()).toEqual([]);
  });

  it('responds with the lines of the batches that ran beside the one that failed', async () => {
    const many = Array.from({ length: 1_000 }, (_, number) => `P${number}`);
    const { status, body } = await importFile(service, company, ndjson(...lines('fails', ...many)));
    const answered = body as { line: number; status: string }[];
    expect(status).toBe(200);
    expect(answered.at(-1)).toEqual(INTERNAL_ERROR);
    expect(answered.slice(0, -1).map(({ line }) => line)).toEqual(
      Array.from({ length: answered.length - 1 }, (_, n) => n + 1),
    );
    const created = answered.filter((line) => line.status === 'created').map(({ line }) => `P${line - 2}`);
    expect(created.length).toBeGreaterThan(0);
    expect((await storedNames()).sort()).toEqual(created.sort());
    // Nothing is claimed of the lines of the batch that failed.
    expect(new Set(answered.map((line) => line.status))).toEqual(new Set(['created', 'unknown', 'stopped']));
  });

  it('does not know of lines whose connection broke, and goes on with the key when it is sent again', async () => {
    const headers = { 'Idempotency-Key': 'cut' };
    const file = ndjson(...lines('A', 'cuts', 'B'));
    expect(await importFile(service, company, file, { headers })).toEqual({
      status: 200,
      body: [
        { line: 1, status: 'unknown' },
        { line: 2, status: 'unknown' },
        { line: 3, status: 'unknown' },
        {
          status: 'stopped',
          key: 'service_unavailable',
          message: 'The database can not be reached right now. Try again in a moment.',
        },
      ],
    });
    expect(await storedNames()).toEqual([]);
    const again = await importFile(service, company, file.replace('cuts', 'C'), { headers });
    expect(again.body).toEqual([1, 2, 3].map((line) => ({ line, status: 'created', id: ID })));
  });

  it('has these lines in the report, too', async () => {
    const [names, values] = [Object.keys(projectBody(company)), Object.values(projectBody(company))];
    const file = `${names.join()}\r\n${values.join()}\r\n${['cuts', ...values.slice(1)].join()}\r\n`;
    const { status, body } = await importFile(service, company, file, {
      query: '?report=csv',
      headers: CSV,
    });
    const unknown = 'the line may be stored or not: look for it before you send it again';
    expect({ status, body }).toEqual({
      status: 200,
      body:
        `import_line,import_failures,${names.join()}\r\n` +
        `2,${unknown},${values.join()}\r\n3,${unknown},${['cuts', ...values.slice(1)].join()}\r\n` +
        ',"the import stopped, and the lines below were not read: The database can not be reached right now. ' +
        `Try again in a moment."${','.repeat(names.length)}\r\n`,
    });
  });

  it('stores nothing of an atomic one, and says so by its status', async () => {
    const { status, body } = await importFile(service, company, ndjson(...lines('A', 'fails')), {
      query: '?mode=atomic',
    });
    expect({ status, body }).toEqual({
      status: 500,
      body: { key: 'internal_error', message: INTERNAL_ERROR.message },
    });
    expect(await storedNames()).toEqual([]);
  });
});
