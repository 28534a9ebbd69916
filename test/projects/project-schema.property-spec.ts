import { Ajv2020 } from 'ajv/dist/2020';
import * as fc from 'fast-check';
import { CreateProjectDto, EXTERNAL_IDENTITY } from '../../src/projects/dto/create-project.dto';
import { projectSchema } from '../../src/projects/project-schema';
import { type Failure } from '../../src/fields/failure';
import { parse } from '../../src/fields/parse';
import { type ApiResponse } from '../support/api';
import { useService } from '../support/app';
import { addMetadata, createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { projectBodies, type RightValues } from './project-bodies';
import { type Accepts, type Body, Comparison, validatorOf } from './schema-comparison';

describe('the schema and the rules of the fields', () => {
  const rules = { is_client_contact_required: false, is_probability_scale_enforced: false, metadata: [] };
  const accepts = validatorOf(projectSchema({ ...rules, name: 'Any' }));

  /** Which metadata there are, and what goes together, is asked of the database only. */
  const asksDatabase = (body: Body): boolean =>
    Object.keys(body).some((key) => /^metadata_[1-9]/.test(key)) ||
    new Set(EXTERNAL_IDENTITY.map((name) => (body[name] ?? null) === null)).size > 1;

  it('take the same bodies', () => {
    const comparison = new Comparison(accepts);
    fc.assert(
      fc.property(projectBodies({}), (body) => {
        fc.pre(!asksDatabase(body));
        comparison.of(body, parse(CreateProjectDto, body).failures);
      }),
      { numRuns: 5_000 },
    );
    comparison.expectBoth(1_000);
  });

  const RIGHT = {
    name: 'x',
    client_id: 1,
    pm_id: 1,
    job_order_category_id: 1,
    value: 1,
    probability: 0,
    date_start: '2024-01-01',
    duration: 1,
  };

  it.each<[string, object]>([
    ['the other name of the start date', {}],
    ['both names, one as null', { start_date: null }],
    ['an integer with a decimal point', JSON.parse('{ "duration": 1.0 }') as object],
  ])('take %s', (_, more) => {
    expect(accepts({ ...RIGHT, ...more })).toBe(true);
    expect(parse(CreateProjectDto, { ...RIGHT, ...more }).failures).toEqual([]);
  });

  it('differ where the schema says so: both names, with the same date', () => {
    const body = { ...RIGHT, start_date: '2024-01-01' };
    expect(accepts(body)).toBe(false);
    expect(parse(CreateProjectDto, body).failures).toEqual([]);
  });

  it('take amounts that were calculated, with the defaults of ajv', () => {
    const validate = new Ajv2020().compile(projectSchema({ ...rules, name: 'Any' }));
    const cents = fc.integer({ min: 0, max: 10 ** 10 });
    const thousandths = fc.integer({ min: 0, max: 10 ** 9 }).map((units) => units / 1000);
    const calculated = fc.oneof(
      cents.map((amount) => [amount / 100 / 1000, Number(`${amount}e-5`)] as const),
      fc
        .array(thousandths, { minLength: 2, maxLength: 3 })
        .map(
          (values) =>
            [
              values.reduce((sum, value) => sum + value, 0),
              Number(`${values.reduce((sum, value) => sum + Math.round(value * 1000), 0)}e-3`),
            ] as const,
        ),
    );
    fc.assert(
      fc.property(calculated, ([value, meant]) => {
        const body = { ...RIGHT, value };
        const { fields, failures } = parse(CreateProjectDto, body);
        expect({ failures, value: fields.value, isValid: validate(body) }).toEqual({
          failures: [],
          value: meant,
          isValid: true,
        });
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([1e-6, 0.000001, 1.000001, 0.123456, 1e-7, 5e-324, 1234567.891011])(
    'differ where the schema says so: the sixth decimal of %j',
    (value) => {
      const body = { ...RIGHT, value };
      expect(accepts(body)).toBe(value < 10 ** 10);
      expect(parse(CreateProjectDto, body).failures).toEqual([
        { field: 'value', message: expect.stringMatching(/at most 5 decimals|less than/) as string },
      ]);
    },
  );

  it.each([null, [], 'text', 1, true, {}])('refuse %j', (body) => {
    expect(accepts(body)).toBe(false);
    expect(parse(CreateProjectDto, body).failures).not.toEqual([]);
  });
});

describe('the schema of a company and its service', () => {
  const service = useService();

  const tryOut = async (company: TestCompany, body: Body): Promise<ApiResponse> =>
    service.api.as(company).post('/api/projects?dry_run=true', body);

  async function schemaOf(company: TestCompany): Promise<Accepts> {
    const { body } = await service.api.as(company).get('/api/projects:schema');
    return validatorOf(body as object);
  }

  async function compare(company: TestCompany, given: RightValues): Promise<void> {
    const comparison = new Comparison(await schemaOf(company));
    const ids = {
      client_id: [company.clientId],
      client_contact_id: [company.contactId],
      pm_id: [company.personId],
      account_id: [company.personId, null, undefined],
      job_order_category_id: [company.categoryId],
      project_type_id: [company.typeId, null, undefined],
      business_unit_id: [company.businessUnitId, null, undefined],
    };
    await fc.assert(
      fc.asyncProperty(projectBodies({ ...ids, ...given }), async (generated) => {
        const body = JSON.parse(JSON.stringify(generated)) as Body;
        const { status, body: response } = await tryOut(company, body);
        expect([200, 400]).toContain(status);
        comparison.of(body, status === 200 ? [] : (response as { failures: Failure[] }).failures);
      }),
      { numRuns: 300 },
    );
    comparison.expectBoth(30);
  }

  it('take the same bodies if it asks for little', async () => {
    const company = await createCompany(service.database);
    await compare(company, {
      [`metadata_${company.metadataId}`]: ['IT', 'Finance', null, undefined],
      client_contact_id: [company.contactId, null, undefined],
    });
  });

  it('take the same bodies if it asks for all it can', async () => {
    const company = await createCompany(service.database, {
      is_client_contact_required: true,
      is_job_order_unique: true,
      is_probability_scale_enforced: true,
    });
    const due = await addMetadata(service.database, company, {
      key: 'Country',
      is_required: true,
      values: ['Italy', ' 😀 ', 'null'],
    });
    const empty = await addMetadata(service.database, company, {
      key: 'Empty',
      is_required: false,
      values: [],
    });
    await compare(company, {
      probability: [0, 10, 25, 50, 75, 90, 100],
      [due]: ['Italy', ' 😀 ', 'null'],
      [empty]: [null, undefined],
    });
  });

  it('take no body if there is nothing to choose for what must be chosen', async () => {
    const company = await createCompany(service.database);
    const due = await addMetadata(service.database, company, { key: 'Empty', is_required: true, values: [] });
    const accepts = await schemaOf(company);
    for (const value of [undefined, null, '', 'x']) {
      const body = projectBody(company, value === undefined ? {} : { [due]: value });
      expect(accepts(body)).toBe(false);
      expect((await tryOut(company, body)).status).toBe(400);
    }
  });
});
