import { fieldsOf } from '../../src/fields/field-registry';
import { CreateProjectDto } from '../../src/projects/dto/create-project.dto';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import {
  dateFamily,
  describeField,
  type FieldFamily,
  idFamily,
  integerFamily,
  textFamily,
} from '../support/field-validation';

const service = useService();
let company: TestCompany;

beforeAll(async () => {
  company = await createCompany(service.database);
});

const send = async (change: Record<string, unknown>) =>
  service.api.as(company).post('/api/projects', { ...projectBody(company), ...change });

const RANGE = 'must be at least 0 and less than 10000000000';
const value: FieldFamily = {
  field: 'value',
  required: true,
  refused: [
    ['a string', 'much', 'must be a number, not a string'],
    ['a number in quotes', '1.5', 'must be a number, not a number in quotes'],
    ['a boolean', false, 'must be a number, not a boolean'],
    ['a list', [1], 'must be a number, not a list'],
    ['an object', {}, 'must be a number, not an object'],
    ['a negative one', -0.00001, RANGE],
    ['one too large', 10_000_000_000, RANGE],
    ['far too large', 1e300, RANGE],
    ['a sixth decimal', 1.000001, 'must have at most 5 decimals'],
    ['less than a cent', 0.000009, 'must have at most 5 decimals'],
  ],
  taken: [
    ['zero', 0],
    ['one cent', 0.00001],
    ['five decimals', 1234.56789],
    ['the largest', 9_999_999_999.99999],
    ['an integer', 7],
  ],
};

const FAMILIES: readonly FieldFamily[] = [
  textFamily('name', { min: 1, max: 500 }),
  idFamily('client_id', { required: true }),
  idFamily('client_contact_id'),
  textFamily('purchase_order', { max: 150 }),
  idFamily('pm_id', { required: true }),
  idFamily('account_id'),
  idFamily('job_order_category_id', { required: true }),
  idFamily('project_type_id'),
  textFamily('job_order', { max: 150 }),
  value,
  integerFamily('probability', { min: 0, max: 100, required: true }),
  integerFamily('external_cost_percentage', { min: 0, max: 100 }),
  dateFamily('start_date', { required: true }),
  integerFamily('duration', { min: 1, max: 2_147_483_647, required: true }),
  dateFamily('due_date'),
  dateFamily('signed_on'),
  idFamily('business_unit_id'),
];

describe('POST /api/projects, the fields', () => {
  it('has a family for each field that can stand alone', () => {
    const inPairs = ['external_source', 'external_id'];
    expect([...FAMILIES.map(({ field }) => field), ...inPairs]).toEqual([
      ...fieldsOf(CreateProjectDto).keys(),
    ]);
  });

  for (const family of FAMILIES) {
    const firstOfMonth = (date: unknown): string => `${String(date).slice(0, 7)}-01`;
    describeField(
      family,
      send,
      family.field === 'start_date' ? { key: 'date_start', value: firstOfMonth } : {},
    );
  }

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
