import { fieldsOf } from '../../src/fields/field-registry';
import { CreateProjectDto } from '../../src/projects/dto/create-project.dto';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { OWN_FIELDS, PROJECT_FIELDS } from '../support/builders/project-fields';
import { describeField } from '../support/field-validation';

const service = useService();
let company: TestCompany;

beforeAll(async () => {
  company = await createCompany(service.database);
});

const send = async (change: Record<string, unknown>) =>
  service.api.as(company).post('/api/projects', { ...projectBody(company), ...change });

describe('POST /api/projects, the fields', () => {
  it('come in the order of the contract', () => {
    expect([...fieldsOf(CreateProjectDto).keys()]).toEqual(Object.keys(PROJECT_FIELDS));
  });

  for (const { name, family, respondedAs } of OWN_FIELDS) describeField(name, family, send, respondedAs);

  it.each([
    ['1e400', 'must be an integer'],
    ['9007199254740993', 'must be from 1 to 9007199254740991'],
    ['-0', 'must be from 1 to 9007199254740991'],
  ])('refuses the JSON number %s as an id', async (number, message) => {
    const body = JSON.stringify(projectBody(company)).replace(/"client_id":\d+/, `"client_id":${number}`);
    const response = await service.api.as(company).post('/api/projects', body);
    expect({ status: response.status, body: response.body }).toMatchObject({
      status: 400,
      body: { failures: [{ field: 'client_id', message }] },
    });
  });
});
