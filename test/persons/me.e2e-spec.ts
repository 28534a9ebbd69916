import { INSTANT } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { createCompany, createPerson } from '../support/builders/company';

let service: TestApp;

beforeAll(async () => {
  service = await startApp();
});

afterAll(async () => {
  await service.stop();
});

describe('GET /api/persons/me', () => {
  it('answers the person that the token stands for, whatever their permissions', async () => {
    const company = await createCompany(service.database);
    const somebody = await createPerson(service.database, company, []);
    const [stored] = await service.database.query<{ email: string; role_id: number; role: string }>(
      `select email, role_id, roles.name as role from persons
         join roles on roles.company_id = persons.company_id and roles.id = role_id
        where persons.company_id = $1 and persons.id = $2`,
      [company.companyId, somebody.personId],
    );
    const { status, body } = await service.api.as(somebody).get('/api/persons/me');
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        id: somebody.personId,
        created_at: INSTANT,
        updated_at: INSTANT,
        email: stored!.email,
        name: stored!.role,
        surname: 'Test',
        role_id: stored!.role_id,
        role: stored!.role,
        is_archived: false,
      },
    });
  });
});
