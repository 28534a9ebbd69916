import { type Permission, PERMISSION_KEYS, PERMISSIONS } from '../../src/auth/permissions';
import { INSTANT } from '../support/api';
import { useService } from '../support/app';
import { NOT_OF_PERSONS_HERE } from '../company-repository/resources';
import { createCompany, createPerson } from '../support/builders/company';

const service = useService();

describe('GET /api/persons/me', () => {
  it('answers the person that the token stands for, whatever their permissions', async () => {
    const company = await createCompany(service.database);
    const person = await createPerson(service.database, company, []);
    const [stored] = await service.database.query<{ email: string; role_id: number; role: string }>(
      `select email, role_id, roles.name as role from persons
         join roles on roles.company_id = persons.company_id and roles.id = role_id
        where persons.company_id = $1 and persons.id = $2`,
      [company.companyId, person.personId],
    );
    const { status, body } = await service.api.as(person).get('/api/persons/me');
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        id: person.personId,
        created_at: INSTANT,
        updated_at: INSTANT,
        email: stored!.email,
        name: stored!.role,
        surname: 'Test',
        role_id: stored!.role_id,
        role: stored!.role,
        is_archived: false,
        ...NOT_OF_PERSONS_HERE,
      },
    });
  });
});

describe('GET /api/persons/me/permissions', () => {
  it.each<[string, readonly Permission[]]>([
    ['none', []],
    ['some', ['pipeline.view', 'pipeline.create_other', 'settings.team']],
    ['all', PERMISSION_KEYS],
  ])('answers every permission, and whether one has it: %s', async (_, granted) => {
    const company = await createCompany(service.database);
    const person = await createPerson(service.database, company, granted);
    const [role] = await service.database.query<{ role_id: number; role: string }>(
      `select roles.id as role_id, roles.name as role from roles join persons on role_id = roles.id
        where persons.company_id = $1 and roles.company_id = $1 and persons.id = $2`,
      [company.companyId, person.personId],
    );
    const { status, body } = await service.api.as(person).get('/api/persons/me/permissions');
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        person_id: person.personId,
        ...role,
        permissions: PERMISSION_KEYS.map((key) => ({
          key,
          allows: PERMISSIONS[key],
          is_granted: granted.includes(key),
        })),
      },
    });
  });

  it('follows a change of the role', async () => {
    const company = await createCompany(service.database);
    const person = await createPerson(service.database, company, []);
    await service.database.query(
      `update roles set permissions = '{crm.view}' from persons
        where roles.id = role_id and roles.company_id = $2 and persons.id = $1 and persons.company_id = $2`,
      [person.personId, company.companyId],
    );
    const { body } = await service.api.as(person).get('/api/persons/me/permissions');
    const { permissions } = body as { permissions: { key: string; is_granted: boolean }[] };
    expect(permissions.filter((one) => one.is_granted).map(({ key }) => key)).toEqual(['crm.view']);
  });
});
