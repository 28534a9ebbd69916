import { readFileSync } from 'node:fs';
import { NOT_BLANK_PATTERN } from '../../src/fields/patterns';
import { type ApiResponse } from '../support/api';
import { useService } from '../support/app';
import { addMetadata, createCompany, createPerson, type TestUser } from '../support/builders/company';
import { OWN_FIELDS } from '../support/builders/project-fields';
import { dateFamily, type FieldFamily } from '../support/field-validation';

const service = useService();

async function read(user: TestUser, headers: Record<string, string> = {}): Promise<ApiResponse> {
  return service.api.as(user).get('/api/projects:schema', { headers });
}

interface Schema {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, object>>;
}

const schemaOf = async (user: TestUser): Promise<Schema> => (await read(user)).body as Schema;

const optional = (schema: FieldFamily['schema']): object => ({ ...schema, type: [schema.type, 'null'] });

/** The fields that can stand alone, with the descriptions of the API documentation. */
function ownFields(): Record<string, object> {
  const document = JSON.parse(readFileSync('openapi/2024-06-15.json', 'utf8')) as {
    components: { schemas: { CreateProject: { properties: Record<string, { description: string }> } } };
  };
  const documented = document.components.schemas.CreateProject.properties;
  return Object.fromEntries(
    OWN_FIELDS.map(({ name, family, isRequired }) => {
      const schema = isRequired ? family.schema : optional(family.schema);
      return [name, { ...schema, description: documented[name]!.description }];
    }),
  );
}

const notNull = (...names: readonly string[]): object => ({
  required: names,
  properties: Object.fromEntries(names.map((name) => [name, { not: { type: 'null' } }])),
});

describe('GET /api/projects:schema', () => {
  it('answers the schema of a new project, field by field', async () => {
    const company = await createCompany(service.database);
    const { status, headers, body } = await read(company);
    const fields = ownFields();
    const month = optional(dateFamily().schema);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: '/api/projects:schema',
        $comment: expect.stringMatching(/^Beyond what a schema can say, /) as unknown,
        title: `New project of ${company.company}`,
        description: 'What `POST /api/projects` takes in this company. null is the same as an absent field',
        type: 'object',
        additionalProperties: false,
        required: ['name', 'client_id', 'pm_id', 'job_order_category_id', 'value', 'probability', 'duration'],
        properties: {
          ...fields,
          // By one of its two names.
          start_date: { ...fields.start_date, ...month },
          date_start: { ...month, description: 'Another name of `start_date`' },
          external_source: {
            description: 'System in which the project has `external_id`. Both or none',
            type: ['string', 'null'],
            pattern: '^[\\w.-]{1,50}$',
          },
          external_id: {
            description: 'ID of the project in `external_source`, where no other project has it',
            type: ['string', 'null'],
            minLength: 1,
            maxLength: 255,
            pattern: NOT_BLANK_PATTERN,
          },
          [`metadata_${company.metadataId}`]: {
            title: 'Sector',
            type: ['string', 'null'],
            enum: ['IT', 'Finance', null],
          },
        },
        allOf: [
          { oneOf: [notNull('start_date'), notNull('date_start')] },
          {
            anyOf: [
              notNull('external_source', 'external_id'),
              { properties: { external_source: { type: 'null' }, external_id: { type: 'null' } } },
            ],
          },
        ],
      },
    });
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  describe('by the settings of the company', () => {
    it('requires a contact', async () => {
      const { required, properties } = await schemaOf(
        await createCompany(service.database, { is_client_contact_required: true }),
      );
      expect(required).toContain('client_contact_id');
      expect(properties.client_contact_id).toMatchObject({ type: 'integer' });
    });

    it('names the probabilities to choose from', async () => {
      const { properties } = await schemaOf(
        await createCompany(service.database, { is_probability_scale_enforced: true }),
      );
      expect(properties.probability).toMatchObject({ enum: [0, 10, 25, 50, 75, 90, 100] });
    });
  });

  describe('with project metadata', () => {
    it('has them by id, with their values in their order, and requires those that are required', async () => {
      const company = await createCompany(service.database);
      const country = await addMetadata(service.database, company, {
        key: 'Country',
        is_required: true,
        values: ['Peru', 'Italy'],
      });
      const { required, properties } = await schemaOf(company);
      expect(required.at(-1)).toBe(country);
      expect(properties[country]).toEqual({ title: 'Country', type: 'string', enum: ['Peru', 'Italy'] });
      expect(Object.keys(properties).slice(-2)).toEqual([`metadata_${company.metadataId}`, country]);
    });

    it('takes only null, or nothing at all, for one without values', async () => {
      const company = await createCompany(service.database);
      const free = await addMetadata(service.database, company, {
        key: 'Free',
        is_required: false,
        values: [],
      });
      const due = await addMetadata(service.database, company, { key: 'Due', is_required: true, values: [] });
      const description = 'There are no values to choose from';
      const { properties } = await schemaOf(company);
      expect(properties[free]).toEqual({ title: 'Free', description, type: 'null' });
      expect(properties[due]).toEqual({ title: 'Due', description, not: {} });
    });

    it('shows none of another company', async () => {
      const other = await createCompany(service.database);
      await addMetadata(service.database, other, { key: 'Secret', is_required: true, values: ['theirs'] });
      const company = await createCompany(service.database);
      const text = JSON.stringify(await schemaOf(company));
      expect(text).toContain(`metadata_${company.metadataId}`);
      for (const theirs of [`metadata_${other.metadataId}`, other.company, 'Secret', 'theirs'])
        expect(text).not.toContain(theirs);
    });
  });

  it('is for those who may create projects, own or others', async () => {
    const company = await createCompany(service.database);
    for (const permission of ['pipeline.create', 'pipeline.create_other'] as const) {
      const { status } = await read(await createPerson(service.database, company, [permission]));
      expect(status).toBe(200);
    }
    const { status, body } = await read(await createPerson(service.database, company, ['pipeline.view']));
    expect({ status, body }).toEqual({
      status: 403,
      body: {
        key: 'forbidden',
        message:
          'You need the permission pipeline.create or pipeline.create_other, which your role does not have.',
      },
    });
  });

  it('is answered with a tag, and with 304 while it stays as it is', async () => {
    const company = await createCompany(service.database);
    const tag = (await read(company)).headers.get('etag')!;
    expect(tag).toMatch(/^"[\w.-]+"$/);
    const again = await read(company, { 'If-None-Match': tag });
    expect({ status: again.status, body: again.body, tag: again.headers.get('etag') }).toEqual({
      status: 304,
      body: undefined,
      tag,
    });
    await service.database.query('update project_metadata set is_required = true where company_id = $1', [
      company.companyId,
    ]);
    const { status, body } = await read(company, { 'If-None-Match': tag });
    expect({ status, required: (body as Schema).required.at(-1) }).toEqual({
      status: 200,
      required: `metadata_${company.metadataId}`,
    });
  });
});
