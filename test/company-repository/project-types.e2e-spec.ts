import { invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, insert, type TestCompany } from '../support/builders/company';

const service = useService();

/** Beside the type "Fixed price" without a group that every test company has. */
async function setup(): Promise<TestCompany> {
  const company = await createCompany(service.database);
  for (const [name, group] of [
    ['100% fixed', 'A'],
    ['Time_and_material', 'B: hours'],
    ['Perù, time', 'a'],
  ]) {
    const row = { company_id: company.companyId, name, '"group"': group };
    await insert(service.database, 'project_types', row);
  }
  return company;
}

describe('GET /api/project-types', () => {
  it.each([
    ['search=FIXED', ['Fixed price', '100% fixed']],
    ['search=time', ['Time_and_material', 'Perù, time']],
    ['search=PER%C3%99', ['Perù, time']],
    ['search=%25', ['100% fixed']],
    ['search=_', ['Time_and_material']],
    ['search=%5C', []],
    ["search='", []],
    ['search=', ['Fixed price', '100% fixed', 'Time_and_material', 'Perù, time']],
    ['group=A', ['100% fixed']],
    ['group=eq:a', ['Perù, time']],
    ['group=B: hours', ['Time_and_material']],
    ['group=in:A,a', ['100% fixed', 'Perù, time']],
    ['group=neq:A', ['Fixed price', 'Time_and_material', 'Perù, time']],
    ['group=notIn:A,B: hours', ['Fixed price', 'Perù, time']],
    ['search=time&group=a', ['Perù, time']],
    ['search=fixed&limit=1&offset=1', ['100% fixed']],
  ])('answers %s', async (query, expected) => {
    const company = await setup();
    const { status, body } = await service.api.as(company).get(`/api/project-types?${query}`);
    const names = (body as { name: string }[]).map(({ name }) => name);
    expect({ status, names }).toEqual({ status: 200, names: expected });
  });

  it.each([
    [`search=${'x'.repeat(256)}`, 'search', 'must be at most 255 characters long, it has 256'],
    ['search=a%00b', 'search', 'must not contain the character U+0000'],
    ['search=a&search=b', 'search', 'must be given once'],
    ['group=a&group=b', 'group', 'must be given once'],
  ])('refuses %s', async (query, field, message) => {
    const company = await setup();
    const { status, body } = await service.api.as(company).get(`/api/project-types?${query}`);
    expect({ status, body }).toEqual({ status: 400, body: invalidData({ field, message }) });
  });
});
