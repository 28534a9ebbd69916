import { invalidData, type ApiResponse, type Call } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, createToken, type TestCompany } from '../support/builders/company';

const service = useService();
let company: TestCompany;

beforeAll(async () => {
  company = await createCompany(service.database);
});

const me = async (call: Call = {}): Promise<ApiResponse> =>
  service.api.as(company).get('/api/persons/me', call);

async function accountOf(personId: number): Promise<number> {
  const [person] = await service.database.query<{ account_id: number }>(
    'select account_id from persons where company_id = $1 and id = $2',
    [company.companyId, personId],
  );
  return person!.account_id;
}

const INVALID = 'The token is unknown, expired or revoked.';
const NOT_THERE = 'The company does not exist, or this token does not belong to one of its persons.';

function expectUnauthorized({ status, body, headers }: ApiResponse, message: string): void {
  expect({ status, body }).toEqual({ status: 401, body: { key: 'unauthorized', message } });
  expect(headers.get('www-authenticate')).toBe('Bearer realm="projects-api"');
}

describe('the token', () => {
  it.each([
    [undefined, 'Send a personal access token: Authorization: Bearer <token>.'],
    ['Basic abc', 'The header must be Authorization: Bearer <token>.'],
    ['Bearer', 'The header must be Authorization: Bearer <token>.'],
    ['Bearer a b', 'The header must be Authorization: Bearer <token>.'],
    ['Bearer nope', INVALID],
  ])('is refused: %s', async (authorization, message) => {
    expectUnauthorized(await me({ headers: { Authorization: authorization } }), message);
  });

  it('is refused once it has expired', async () => {
    const accountId = await accountOf(company.personId);
    const expired = await createToken(service.database, accountId, {
      expires_at: new Date(Date.now() - 1_000),
    });
    const valid = await createToken(service.database, accountId, {
      expires_at: new Date(Date.now() + 60_000),
    });
    expectUnauthorized(await me({ token: expired }), INVALID);
    expect((await me({ token: valid })).body).toMatchObject({ id: company.personId });
  });

  it('is refused at the latest a second after it was revoked', async () => {
    const token = await createToken(service.database, await accountOf(company.personId));
    expect((await me({ token })).status).toBe(200);
    await service.database.query('update tokens set revoked_at = now() where prefix = $1', [
      token.slice(0, 12),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expectUnauthorized(await me({ token }), INVALID);
  });

  it('is refused when its person has left', async () => {
    const left = await createPerson(service.database, company, ['pipeline.view'], { is_archived: true });
    expectUnauthorized(await me(left), NOT_THERE);
  });

  it('has its last use noted', async () => {
    const token = await createToken(service.database, await accountOf(company.personId));
    await me({ token });
    const used = async (): Promise<unknown> =>
      (
        await service.database.query('select last_used_at from tokens where prefix = $1', [
          token.slice(0, 12),
        ])
      )[0];
    const deadline = Date.now() + 2_000;
    while (Date.now() < deadline && ((await used()) as { last_used_at: unknown }).last_used_at === null) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(await used()).toEqual({ last_used_at: expect.any(Date) as unknown });
  });

  it('is nowhere in the database', async () => {
    const tokens = await service.database.query('select * from tokens');
    expect(JSON.stringify(tokens)).not.toContain(company.token);
    expect(tokens.length).toBeGreaterThan(0);
  });
});

describe('the company', () => {
  it('is required', async () => {
    const { status, body } = await me({ headers: { 'Wethod-Company': undefined } });
    expect({ status, body }).toEqual({
      status: 400,
      body: invalidData({ field: 'Wethod-Company', message: 'is required: send the slug of the company' }),
    });
  });

  it('answers alike whether it does not exist or is of others', async () => {
    const other = await createCompany(service.database);
    const unknown = await me({ company: 'no-such-company' });
    const foreign = await me({ company: other.company });
    expectUnauthorized(unknown, NOT_THERE);
    expectUnauthorized(foreign, NOT_THERE);
  });

  it('is one of several of an account', async () => {
    const other = await createCompany(service.database);
    const colleague = await createPerson(service.database, other, ['pipeline.view']);
    await service.database.query('update persons set account_id = $1 where company_id = $2 and id = $3', [
      await accountOf(company.personId),
      other.companyId,
      colleague.personId,
    ]);
    expect((await me()).body).toMatchObject({ id: company.personId });
    expect((await me({ company: other.company })).body).toMatchObject({ id: colleague.personId });
  });
});

describe('the version', () => {
  it.each(['2024-06-15', '2024-06-16', '2026-01-01', '9999-12-31'])(
    'is the newest known on %s',
    async (version) => {
      const { status, body } = await me({ headers: { 'Wethod-Version': version } });
      expect({ status, body }).toMatchObject({ status: 200, body: { id: company.personId } });
    },
  );

  it.each([
    [undefined, 'is required: send 2024-06-15'],
    ['', 'is required: send 2024-06-15'],
    ['1', 'must be a date in the format YYYY-MM-DD: send 2024-06-15'],
    ['2024-06-31', 'must be a date in the format YYYY-MM-DD: send 2024-06-15'],
    ['2024-06-15, 2024-06-15', 'must be a date in the format YYYY-MM-DD: send 2024-06-15'],
    ['2024-06-14', 'must not be before 2024-06-15, the first version'],
  ])('is refused: %s', async (version, message) => {
    const { status, body } = await me({ headers: { 'Wethod-Version': version } });
    expect({ status, body }).toEqual({
      status: 400,
      body: invalidData({ field: 'Wethod-Version', message }),
    });
  });

  it('is reported together with a missing company', async () => {
    const { status, body } = await me({
      headers: { 'Wethod-Version': undefined, 'Wethod-Company': undefined },
    });
    expect({ status, body }).toEqual({
      status: 400,
      body: invalidData(
        { field: 'Wethod-Company', message: 'is required: send the slug of the company' },
        { field: 'Wethod-Version', message: 'is required: send 2024-06-15' },
      ),
    });
  });
});

describe('the order of checks', () => {
  it('is token, company, version, permission, body', async () => {
    const withoutPermissions = await createPerson(service.database, company, []);
    const wrong = { 'Wethod-Version': 'x', 'Content-Type': 'text/plain' };
    const post = async (call: Call): Promise<unknown> => {
      const { status, body } = await service.api
        .as(withoutPermissions)
        .post('/api/projects', '{broken', call);
      return [status, (body as { key: string }).key];
    };
    expect(await post({ token: 'nope', company: 'nope', headers: wrong })).toEqual([401, 'unauthorized']);
    expect(await post({ company: 'nope', headers: wrong })).toEqual([401, 'unauthorized']);
    expect(await post({ headers: wrong })).toEqual([400, 'invalid_data']);
    expect(await post({ headers: { 'Content-Type': 'text/plain' } })).toEqual([403, 'forbidden']);
    expect(await post({ token: company.token, headers: { 'Content-Type': 'text/plain' } })).toEqual([
      415,
      'unsupported_media_type',
    ]);
  });
});
