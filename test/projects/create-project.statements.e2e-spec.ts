import { type ApiResponse, invalidData, withKey } from '../support/api';
import { useService } from '../support/app';
import { createCompany } from '../support/builders/company';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { whileFailing } from '../support/failing';
import { everythingOf, projectsOf } from '../support/queries';
import { sentStatements } from '../support/sent-statements';

const service = useService();

beforeAll(async () => {
  // What a service sends once, when it starts and when it uses a connection for the first time, is no part of a create.
  const company = await createCompany(service.database);
  expect((await service.api.as(company).post('/api/projects', projectBody(company))).status).toBe(201);
});

const isAuthentication = (sql: string): boolean => /\btokens\b/.test(sql);

describe('POST /api/projects, what it costs', () => {
  it('is one statement, and authentication at most once a second', async () => {
    const company = await createCompany(service.database);
    const api = service.api.as(company);
    const sent = await sentStatements(async () => {
      for (let count = 0; count < 5; count++) {
        expect((await api.post('/api/projects', wholeProjectBody(company))).status).toBe(201);
      }
    });
    expect(sent.filter((sql) => !isAuthentication(sql))).toHaveLength(5);
    // Finding the token, and noting its use.
    expect(sent.filter(isAuthentication)).toHaveLength(2);
    expect(await projectsOf(service.database, company.companyId)).toHaveLength(5);
  });

  it('is one statement with an Idempotency-Key, too, and a retry is that one and a look for the key', async () => {
    const company = await createCompany(service.database);
    const api = service.api.as(company);
    for (const count of [1, 2]) {
      const sent = await sentStatements(async () => {
        expect((await api.post('/api/projects', wholeProjectBody(company), withKey('key'))).status).toBe(201);
      });
      const statements = sent.filter((sql) => !isAuthentication(sql));
      expect(statements[0]).toContain('insert into projects');
      expect(statements.at(-1)).toContain('idempotency_keys');
      expect(statements.length).toBe(count);
    }
  });

  it('is one statement that writes nothing when the body is wrong', async () => {
    const company = await createCompany(service.database);
    const sent = await sentStatements(async () => {
      await service.api.as(company).post('/api/projects', projectBody(company, { name: '' }));
    });
    expect(sent.filter((sql) => !isAuthentication(sql))).toEqual([expect.not.stringContaining('insert')]);
  });
});

describe('POST /api/projects, when it fails half-way', () => {
  // The project is one statement of several parts: each table that it writes is made to fail in turn.
  it.each(['projects', 'project_metadata_values', 'project_events', 'idempotency_keys'])(
    'leaves nothing behind: %s',
    async (table) => {
      const company = await createCompany(service.database);
      const before = await everythingOf(service.database, company.companyId);
      const create = async (): Promise<ApiResponse> =>
        service.api.as(company).post('/api/projects', wholeProjectBody(company), withKey('key'));
      const failed = await whileFailing(service.database, table, create);
      expect({ status: failed.status, body: failed.body }).toEqual({
        status: 500,
        body: expect.objectContaining({ key: 'internal_error' }) as unknown,
      });
      expect(await everythingOf(service.database, company.companyId)).toEqual(before);
      expect((await create()).status).toBe(201);
    },
  );

  it('leaves nothing behind when the database ends the connection in the middle', async () => {
    const company = await createCompany(service.database);
    await service.database.query(`
      create function fail() returns trigger language plpgsql as
        $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
      create trigger fail after insert on project_metadata_values for each row execute function fail();
    `);
    const failed = await service.api.as(company).post('/api/projects', wholeProjectBody(company));
    await service.database.query('drop trigger fail on project_metadata_values; drop function fail()');
    expect({ status: failed.status, body: failed.body }).toEqual({
      status: 503,
      body: {
        key: 'service_unavailable',
        message: 'The database can not be reached right now. Try again in a moment.',
      },
    });
    expect(await projectsOf(service.database, company.companyId)).toEqual([]);
    expect((await service.api.as(company).post('/api/projects', wholeProjectBody(company))).status).toBe(201);
  });

  it('leaves nothing behind when a metadata value is removed at the same moment', async () => {
    const company = await createCompany(service.database);
    // The value is still there when the statement looks, and gone when its foreign key is checked.
    await service.database.query('begin');
    await service.database.query(
      "delete from project_metadata_options where company_id = $1 and value = 'IT'",
      [company.companyId],
    );
    const answering = service.api.as(company).post('/api/projects', wholeProjectBody(company));
    await new Promise((resolve) => setTimeout(resolve, 200));
    await service.database.query('commit');
    const response = await answering;
    expect({ status: response.status, body: response.body }).toEqual({
      status: 400,
      body: invalidData({ field: `metadata_${company.metadataId}`, message: 'must be one of: Finance' }),
    });
    expect(await projectsOf(service.database, company.companyId)).toEqual([]);
  });
});
