import { invalidData } from '../../support/api';
import { useService } from '../../support/app';
import { createCompany, createPerson } from '../../support/builders/company';
import { projectBody, wholeProjectBody } from '../../support/builders/project';
import { countRows, projectsOf } from '../../support/queries';
import { ID, importFile, ndjson } from './bulk';

const service = useService();

const TABLES = ['projects', 'project_metadata_values', 'project_events', 'idempotency_keys'];

async function counts(companyId: number): Promise<number[]> {
  const rows: number[] = [];
  for (const table of TABLES) rows.push(await countRows(service.database, table, companyId));
  return rows;
}

async function lastId(): Promise<unknown> {
  return service.database.query('select last_value, is_called from projects_id_seq');
}

describe('POST /api/projects:import', () => {
  it('stores what the same bodies one by one would store', async () => {
    const company = await createCompany(service.database);
    const bodies = [wholeProjectBody(company), projectBody(company, { name: 'Zweites 🏗' })];
    for (const body of bodies) await service.api.as(company).post('/api/projects', body);
    const singly = await projectsOf(service.database, company.companyId);
    const { status, body } = await importFile(service, company, ndjson(...bodies));
    expect({ status, body }).toEqual({
      status: 200,
      body: [
        { line: 1, status: 'created', id: ID },
        { line: 2, status: 'created', id: ID },
      ],
    });
    const stored = (await projectsOf(service.database, company.companyId)).slice(2);
    const [one, two] = body as { id: number }[];
    const [id, created_at, updated_at] = [ID, expect.any(Date) as unknown, expect.any(Date) as unknown];
    expect(stored).toEqual(singly.map((row) => ({ ...row, id, created_at, updated_at })));
    expect(stored).toMatchObject([{ id: one!.id }, { id: two!.id }]);
    expect(await counts(company.companyId)).toEqual([4, 2, 4, 0]);
    const read = await service.api.as(company).get(`/api/projects/${one!.id}/history`);
    expect(read.body).toMatchObject([{ action: 'created', person_id: company.personId }]);
  });

  it('answers every line, in order, and refuses only those that are wrong, each with all that is wrong', async () => {
    const company = await createCompany(service.database, { is_job_order_unique: true });
    const file = ndjson(
      projectBody(company, { job_order: 'jo' }),
      projectBody(company, { name: '', client_id: 999_999_999, value: '1', colour: 'red' }),
      projectBody(company, { job_order: 'jo' }),
      '{"name": }',
      '',
      '[]',
      projectBody(company, { name: 'a\0b' }),
      projectBody(company, { pm_id: 999_999_999 }),
      JSON.stringify({ ...projectBody(company), name: 'x'.repeat(70_000) }),
      '[['.repeat(20) + ']]'.repeat(20),
      projectBody(company),
    );
    const refused = (line: number, ...failures: { field: string; message: unknown }[]): object => ({
      line,
      status: 'refused',
      failures,
    });
    expect(await importFile(service, company, file)).toEqual({
      status: 200,
      body: [
        { line: 1, status: 'created', id: ID },
        refused(
          2,
          { field: 'name', message: 'must not be blank' },
          { field: 'value', message: 'must be a number, not a number in quotes' },
          { field: 'colour', message: 'is not a field of a project' },
          { field: 'client_id', message: 'is not a client of this company' },
        ),
        refused(3, {
          field: 'job_order',
          message: 'is the job order of another project, and this company wants each only once',
        }),
        refused(4, { field: 'body', message: expect.stringMatching(/^is not valid JSON: /) }),
        refused(6, { field: 'body', message: 'must be a JSON object' }),
        refused(7, { field: 'name', message: 'must not contain the character U+0000' }),
        refused(8, { field: 'pm_id', message: 'is not a person of this company, or is archived' }),
        refused(9, { field: 'body', message: 'is longer than 64 kB' }),
        refused(10, { field: 'body', message: 'is nested deeper than 32 levels' }),
        { line: 11, status: 'created', id: ID },
      ],
    });
    expect(await counts(company.companyId)).toEqual([2, 0, 2, 0]);
  });

  it('refuses bytes that are not UTF-8, and takes lines with CR and without an end', async () => {
    const company = await createCompany(service.database);
    const whole = JSON.stringify(projectBody(company));
    const file = Buffer.concat([
      Buffer.from(`${whole}\r\n{"name":"`),
      Buffer.from([0xc3, 0x28]),
      Buffer.from(`"}\n${whole}`),
    ]);
    const response = await fetch(`${service.url}/api/projects:import`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${company.token}`,
        'Wethod-Company': company.company,
        'Wethod-Version': '2024-06-15',
        'Content-Type': 'application/x-ndjson; charset=utf-8',
      },
      body: file,
    });
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const lines = (await response.text()).split('\n');
    expect(lines.map((line) => line && (JSON.parse(line) as unknown))).toEqual([
      { line: 1, status: 'created', id: ID },
      { line: 2, status: 'refused', failures: [{ field: 'body', message: 'is not valid UTF-8' }] },
      { line: 3, status: 'created', id: ID },
      '',
    ]);
  });

  it('decides for each line whether the caller may create it', async () => {
    const company = await createCompany(service.database);
    const own = await createPerson(service.database, company, ['pipeline.create']);
    const file = ndjson(projectBody(company), projectBody(company, { account_id: own.personId }));
    expect(await importFile(service, { ...own, company: company.company }, file)).toEqual({
      status: 200,
      body: [
        {
          line: 1,
          status: 'refused',
          failures: [
            {
              field: 'pm_id',
              message: 'needs the permission pipeline.create_other, which your role does not have',
            },
          ],
        },
        { line: 2, status: 'created', id: ID },
      ],
    });
  });

  it('does not point to what other companies have', async () => {
    const [company, others] = [await createCompany(service.database), await createCompany(service.database)];
    const foreign = wholeProjectBody(others);
    const { body } = await importFile(service, company, ndjson(foreign));
    const [{ failures }] = body as [{ failures: { field: string }[] }];
    expect(failures.map(({ field }) => field).sort()).toEqual(
      Object.keys(foreign)
        .filter((field) => field.endsWith('_id') || field.startsWith('metadata_'))
        .sort(),
    );
    expect(await counts(others.companyId)).toEqual([0, 0, 0, 0]);
    expect(await counts(company.companyId)).toEqual([0, 0, 0, 0]);
  });

  it('answers an empty file with nothing', async () => {
    const company = await createCompany(service.database);
    expect(await importFile(service, company, '')).toEqual({ status: 200, body: [] });
  });

  it('skips a byte order mark, and refuses UTF-16', async () => {
    const company = await createCompany(service.database);
    const file = ndjson(projectBody(company), projectBody(company));
    expect((await importFile(service, company, `\ufeff${file}`)).body).toEqual([
      { line: 1, status: 'created', id: ID },
      { line: 2, status: 'created', id: ID },
    ]);
    expect(await importFile(service, company, Buffer.from(file, 'utf16le'))).toEqual({
      status: 400,
      body: invalidData({
        field: 'body',
        message: 'is in UTF-16: save the file in UTF-8 (in Excel: "CSV UTF-8")',
      }),
    });
    expect(await counts(company.companyId)).toEqual([2, 0, 2, 0]);
  });

  it('writes nothing in a dry run, and takes no id', async () => {
    const company = await createCompany(service.database);
    const before = await lastId();
    const file = ndjson(projectBody(company), projectBody(company, { client_id: 999_999_999 }), '{');
    for (const query of ['?dry_run=true', '?dry_run=true&mode=atomic']) {
      expect(
        await importFile(service, company, file, { query, headers: { 'Idempotency-Key': 'dry' } }),
      ).toEqual({
        status: 200,
        body: [
          { line: 1, status: 'valid' },
          {
            line: 2,
            status: 'refused',
            failures: [{ field: 'client_id', message: 'is not a client of this company' }],
          },
          {
            line: 3,
            status: 'refused',
            failures: [{ field: 'body', message: expect.stringMatching(/^is not valid JSON: /) as unknown }],
          },
        ],
      });
    }
    expect(await counts(company.companyId)).toEqual([0, 0, 0, 0]);
    expect(await lastId()).toEqual(before);
  });

  describe('mode=atomic', () => {
    const query = '?mode=atomic';

    it('stores all lines', async () => {
      const company = await createCompany(service.database);
      const file = ndjson(
        ...Array.from({ length: 1_200 }, (_, n) => projectBody(company, { name: `P${n}` })),
      );
      const { status, body } = await importFile(service, company, file, { query });
      expect(status).toBe(200);
      expect(body).toEqual(
        Array.from({ length: 1_200 }, (_, n) => ({ line: n + 1, status: 'created', id: ID })),
      );
      expect(await counts(company.companyId)).toEqual([1_200, 0, 1_200, 0]);
    });

    it('stores none if one is refused, by itself or because of another, and reports it of each', async () => {
      const company = await createCompany(service.database, { is_job_order_unique: true });
      const file = ndjson(
        projectBody(company, { job_order: 'a' }),
        projectBody(company, { name: '"status":"created","id":1', job_order: 'a' }),
        projectBody(company, { job_order: 'b' }),
        projectBody(company, { probability: 101 }),
      );
      const headers = { 'Idempotency-Key': 'whole' };
      expect(await importFile(service, company, file, { query, headers })).toEqual({
        status: 200,
        body: [
          { line: 1, status: 'not_created' },
          {
            line: 2,
            status: 'refused',
            failures: [
              {
                field: 'job_order',
                message: 'is the job order of another project, and this company wants each only once',
              },
            ],
          },
          { line: 3, status: 'not_created' },
          {
            line: 4,
            status: 'refused',
            failures: [{ field: 'probability', message: 'must be from 0 to 100' }],
          },
        ],
      });
      expect(await counts(company.companyId)).toEqual([0, 0, 0, 0]);
    });
  });
});
