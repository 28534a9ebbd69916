import { type Answer, invalidData } from '../support/api';
import { useService } from '../support/app';
import {
  addOptions,
  createCompany,
  createPerson,
  insert,
  type TestCompany,
} from '../support/builders/company';
import { bareProject, projectBody, wholeProjectBody } from '../support/builders/project';
import { countRows, projectsOf } from '../support/look';

const service = useService();

async function create(company: TestCompany, body: unknown): Promise<Answer> {
  return service.api.as(company).post('/api/projects', body);
}

describe('POST /api/projects', () => {
  describe('when every field is given', () => {
    async function setup(): Promise<{ company: TestCompany; answer: Answer }> {
      const company = await createCompany(service.database);
      return { company, answer: await create(company, wholeProjectBody(company)) };
    }

    it('answers the project key by key, in the order of the contract', async () => {
      const { company, answer } = await setup();
      const { id } = answer.body as { id: number };
      const expected = bareProject(company, {
        job_order: 'jo_001',
        purchase_order: 'po_001',
        due_date: '2024-04-30',
        signed_on: '2024-01-02',
        project_type_id: company.typeId,
        account_id: company.personId,
        client_contact_id: company.contactId,
        business_unit_id: company.businessUnitId,
        external_cost_percentage: 20,
        [`metadata_${company.metadataId}`]: 'IT',
      });
      expect({ status: answer.status, body: answer.body }).toEqual({ status: 201, body: expected });
      expect(Object.keys(answer.body as object)).toEqual(Object.keys(expected));
      expect(answer.headers.get('location')).toBe(`/api/projects/${id}`);
    });

    it('stores what it answers, and GET answers the same', async () => {
      const { company, answer } = await setup();
      const { id } = answer.body as { id: number };
      const read = await service.api.as(company).get(`/api/projects/${id}`);
      expect({ status: read.status, body: read.body }).toEqual({ status: 200, body: answer.body });
      expect(await projectsOf(service.database, company.companyId)).toEqual([
        expect.objectContaining({ id, name: 'First project', value: 1.5, date_start: '2024-01-01' }),
      ]);
      expect(
        await service.database.query('select * from project_metadata_values where company_id = $1', [
          company.companyId,
        ]),
      ).toEqual([
        {
          company_id: company.companyId,
          project_id: id,
          project_metadata_id: company.metadataId,
          value: 'IT',
        },
      ]);
    });
  });

  describe('when only the required fields are given', () => {
    it.each([
      ['absent', {}],
      [
        'null',
        {
          client_contact_id: null,
          purchase_order: null,
          account_id: null,
          project_type_id: null,
          job_order: null,
          external_cost_percentage: null,
          due_date: null,
          signed_on: null,
          business_unit_id: null,
        },
      ],
    ])('answers null for the others, and external costs of 0 (%s)', async (_, others) => {
      const company = await createCompany(service.database);
      const answer = await create(company, projectBody(company, others));
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 201,
        body: bareProject(company),
      });
    });
  });

  describe('when the start month comes under the name of the answer', () => {
    it('takes date_start for start_date', async () => {
      const company = await createCompany(service.database);
      const { start_date: _, ...body } = projectBody(company, { date_start: '2024-02-29' });
      const answer = await create(company, body);
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 201,
        body: expect.objectContaining({ date_start: '2024-02-01' }) as unknown,
      });
    });

    it('takes both if they are the same', async () => {
      const company = await createCompany(service.database);
      const answer = await create(company, projectBody(company, { date_start: '2024-01-15' }));
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 201,
        body: expect.objectContaining({ date_start: '2024-01-01' }) as unknown,
      });
    });

    it('refuses both if they differ', async () => {
      const company = await createCompany(service.database);
      const answer = await create(company, projectBody(company, { date_start: '2024-03-01' }));
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 400,
        body: invalidData({
          field: 'date_start',
          message: 'is another name of start_date and must not differ from it',
        }),
      });
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
    });

    it('names the field as it was sent when it is wrong', async () => {
      const company = await createCompany(service.database);
      const { start_date: _, ...body } = projectBody(company, { date_start: '2024-02-30' });
      const answer = await create(company, body);
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 400,
        body: invalidData({ field: 'date_start', message: 'must be a real date in the format YYYY-MM-DD' }),
      });
    });
  });

  describe('when a text is unusual', () => {
    it.each([
      ['spaces around it', '  First  '],
      ['decomposed accents', 'Cafe\u0301'],
      ['astral characters', '𝕻𝖗𝖔𝖏𝖊𝖈𝖙 👩‍👩‍👧'],
      ['right-to-left text', 'مشروع'],
      ['what looks like SQL', "'; drop table projects; --"],
      ['control characters', 'a\tb\u0001c'],
    ])('stores it as sent: %s', async (_, name) => {
      const company = await createCompany(service.database);
      const answer = await create(company, projectBody(company, { name }));
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 201,
        body: expect.objectContaining({ name }) as unknown,
      });
      expect(await projectsOf(service.database, company.companyId)).toEqual([
        expect.objectContaining({ name }),
      ]);
    });
  });

  describe('when it points to what the company does not have', () => {
    it('names every reference that is wrong, in one answer', async () => {
      const company = await createCompany(service.database);
      const nobody = 9_007_199_254_740_991;
      const answer = await create(
        company,
        projectBody(company, {
          client_id: nobody,
          client_contact_id: nobody,
          pm_id: nobody,
          account_id: nobody,
          job_order_category_id: nobody,
          project_type_id: nobody,
          business_unit_id: nobody,
        }),
      );
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 400,
        body: invalidData(
          { field: 'client_id', message: 'is not a client of this company' },
          { field: 'client_contact_id', message: 'is not a contact of that client' },
          { field: 'pm_id', message: 'is not a person of this company, or is archived' },
          { field: 'account_id', message: 'is not a person of this company, or is archived' },
          { field: 'job_order_category_id', message: 'is not a job order category of this company' },
          { field: 'project_type_id', message: 'is not a project type of this company' },
          { field: 'business_unit_id', message: 'is not a business unit of this company' },
        ),
      });
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
    });

    it('answers the same for rows of another company, and stores nothing in either', async () => {
      const company = await createCompany(service.database);
      const other = await createCompany(service.database);
      const answer = await create(company, {
        ...wholeProjectBody(other),
        pm_id: company.personId,
        account_id: other.personId,
      });
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 400,
        body: invalidData(
          { field: 'client_id', message: 'is not a client of this company' },
          { field: 'client_contact_id', message: 'is not a contact of that client' },
          { field: 'account_id', message: 'is not a person of this company, or is archived' },
          { field: 'job_order_category_id', message: 'is not a job order category of this company' },
          { field: 'project_type_id', message: 'is not a project type of this company' },
          { field: 'business_unit_id', message: 'is not a business unit of this company' },
          {
            field: `metadata_${other.metadataId}`,
            message: 'is not a project metadata of this company: GET /api/project-metadata lists them',
          },
        ),
      });
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
      expect(await projectsOf(service.database, other.companyId)).toEqual([]);
    });

    it('refuses the contact of another client', async () => {
      const company = await createCompany(service.database);
      const clientId = await insert(service.database, 'clients', {
        company_id: company.companyId,
        corporate_name: 'Other',
        acronym: 'OTH',
      });
      const answer = await create(
        company,
        projectBody(company, { client_id: clientId, client_contact_id: company.contactId }),
      );
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 400,
        body: invalidData({ field: 'client_contact_id', message: 'is not a contact of that client' }),
      });
    });

    it('refuses deleted rows and archived persons', async () => {
      const company = await createCompany(service.database);
      const left = await createPerson(service.database, company, [], { is_archived: true });
      for (const table of ['clients', 'client_contacts', 'job_order_categories']) {
        await service.database.query(`update ${table} set deleted_at = now() where company_id = $1`, [
          company.companyId,
        ]);
      }
      const answer = await create(
        company,
        projectBody(company, {
          client_contact_id: company.contactId,
          pm_id: left.personId,
          account_id: left.personId,
        }),
      );
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 400,
        body: invalidData(
          { field: 'client_id', message: 'is not a client of this company' },
          { field: 'client_contact_id', message: 'is not a contact of that client' },
          { field: 'pm_id', message: 'is not a person of this company, or is archived' },
          { field: 'account_id', message: 'is not a person of this company, or is archived' },
          { field: 'job_order_category_id', message: 'is not a job order category of this company' },
        ),
      });
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
    });
  });

  describe('when fields and references are wrong together', () => {
    it('answers all of it at once, a field once', async () => {
      const company = await createCompany(service.database, { is_client_contact_required: true });
      const answer = await create(company, {
        ...projectBody(company, {
          name: ' ',
          client_id: 'x',
          pm_id: 999_999,
          value: '1.5',
          probability: 101,
        }),
        [`metadata_${company.metadataId}`]: 'Farming',
        colour: 'red',
      });
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 400,
        body: invalidData(
          { field: 'name', message: 'must not be blank' },
          { field: 'client_id', message: 'must be an integer, not a string' },
          { field: 'value', message: 'must be a number, not a number in quotes' },
          { field: 'probability', message: 'must be from 0 to 100' },
          { field: 'colour', message: 'is not a field of a project' },
          { field: 'client_contact_id', message: 'is required by this company' },
          { field: 'pm_id', message: 'is not a person of this company, or is archived' },
          { field: `metadata_${company.metadataId}`, message: 'must be one of: IT, Finance' },
        ),
      });
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
    });
  });

  describe('when metadata is given', () => {
    it('stores several, and answers them by id', async () => {
      const company = await createCompany(service.database);
      const second = await insert(service.database, 'project_metadata', {
        company_id: company.companyId,
        key: 'Country',
      });
      await addOptions(service.database, company.companyId, second, ['Italia', 'Perù']);
      const answer = await create(
        company,
        projectBody(company, {
          [`metadata_${second}`]: 'Perù',
          [`metadata_${company.metadataId}`]: 'Finance',
        }),
      );
      expect(answer.status).toBe(201);
      expect(Object.entries(answer.body as object).slice(-2)).toEqual([
        [`metadata_${company.metadataId}`, 'Finance'],
        [`metadata_${second}`, 'Perù'],
      ]);
      expect(await countRows(service.database, 'project_metadata_values', company.companyId)).toBe(2);
    });

    it('takes null for no value', async () => {
      const company = await createCompany(service.database);
      const answer = await create(
        company,
        projectBody(company, { [`metadata_${company.metadataId}`]: null }),
      );
      expect(answer.status).toBe(201);
      expect(answer.body).not.toHaveProperty(`metadata_${company.metadataId}`);
      expect(await countRows(service.database, 'project_metadata_values', company.companyId)).toBe(0);
    });

    it.each([
      ['a value that is none of its values', 'it', 'must be one of: IT, Finance'],
      ['an empty value', '', 'must be one of: IT, Finance'],
      ['a number', 5, 'must be a string, not a number'],
      ['a list', ['IT'], 'must be a string, not a list'],
      ['a NUL', 'I\0T', 'must not contain the character U+0000'],
      ['half a surrogate pair', 'I\ud800T', 'must not contain half of a surrogate pair'],
      ['a value that is too long', 'x'.repeat(256), 'must be at most 255 characters long, it has 256'],
    ])('refuses %s', async (_, value, message) => {
      const company = await createCompany(service.database);
      const field = `metadata_${company.metadataId}`;
      const answer = await create(company, projectBody(company, { [field]: value }));
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 400,
        body: invalidData({ field, message }),
      });
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
    });

    it.each([
      'metadata_0',
      'metadata_013',
      'metadata_',
      'metadata_x',
      'metadata_-1',
      'metadata_9007199254740993',
      'Metadata_1',
    ])('does not take %s for a metadata', async (field) => {
      const company = await createCompany(service.database);
      const answer = await create(company, projectBody(company, { [field]: 'IT' }));
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 400,
        body: invalidData({ field, message: 'is not a field of a project' }),
      });
    });

    it('refuses one that the company does not have, even without a value', async () => {
      const company = await createCompany(service.database);
      const answer = await create(company, projectBody(company, { metadata_999999: null }));
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 400,
        body: invalidData({
          field: 'metadata_999999',
          message: 'is not a project metadata of this company: GET /api/project-metadata lists them',
        }),
      });
    });
  });

  describe('when a metadata is required', () => {
    async function setup(): Promise<TestCompany> {
      const company = await createCompany(service.database);
      await service.database.query('update project_metadata set is_required = true where company_id = $1', [
        company.companyId,
      ]);
      return company;
    }

    it.each([
      ['absent', {}],
      ['null', { value: null }],
    ])('refuses a project without it (%s)', async (_, given: { value?: null }) => {
      const company = await setup();
      const field = `metadata_${company.metadataId}`;
      const answer = await create(company, projectBody(company, 'value' in given ? { [field]: null } : {}));
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 400,
        body: invalidData({ field, message: 'is required by this company' }),
      });
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
    });

    it('creates a project with it', async () => {
      const company = await setup();
      const answer = await create(
        company,
        projectBody(company, { [`metadata_${company.metadataId}`]: 'IT' }),
      );
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 201,
        body: expect.objectContaining({ [`metadata_${company.metadataId}`]: 'IT' }) as unknown,
      });
    });
  });

  describe('when the company has settings', () => {
    it('requires a contact if it says so', async () => {
      const company = await createCompany(service.database, { is_client_contact_required: true });
      const without = await create(company, projectBody(company));
      expect({ status: without.status, body: without.body }).toEqual({
        status: 400,
        body: invalidData({ field: 'client_contact_id', message: 'is required by this company' }),
      });
      const answer = await create(company, projectBody(company, { client_contact_id: company.contactId }));
      expect(answer.status).toBe(201);
      expect(await projectsOf(service.database, company.companyId)).toHaveLength(1);
    });

    it('takes only probabilities of the scale if it says so', async () => {
      const company = await createCompany(service.database, { is_probability_scale_enforced: true });
      const off = await create(company, projectBody(company, { probability: 51 }));
      expect({ status: off.status, body: off.body }).toEqual({
        status: 400,
        body: invalidData({ field: 'probability', message: 'must be one of: 0, 10, 25, 50, 75, 90, 100' }),
      });
      for (const probability of [0, 10, 25, 50, 75, 90, 100]) {
        expect((await create(company, projectBody(company, { probability }))).status).toBe(201);
      }
      expect(await projectsOf(service.database, company.companyId)).toHaveLength(7);
    });

    it('allows a job order twice unless it says otherwise', async () => {
      const company = await createCompany(service.database);
      expect((await create(company, projectBody(company, { job_order: 'jo' }))).status).toBe(201);
      expect((await create(company, projectBody(company, { job_order: 'jo' }))).status).toBe(201);
      expect(await projectsOf(service.database, company.companyId)).toHaveLength(2);
    });

    it('takes a job order once if it says so, other job orders and none at all any number of times', async () => {
      const company = await createCompany(service.database, { is_job_order_unique: true });
      expect((await create(company, projectBody(company, { job_order: 'jo' }))).status).toBe(201);
      const again = await create(company, projectBody(company, { job_order: 'jo' }));
      expect({ status: again.status, body: again.body }).toEqual({
        status: 400,
        body: invalidData({
          field: 'job_order',
          message: 'is the job order of another project, and this company wants each only once',
        }),
      });
      expect((await create(company, projectBody(company, { job_order: 'JO' }))).status).toBe(201);
      expect((await create(company, projectBody(company))).status).toBe(201);
      expect((await create(company, projectBody(company))).status).toBe(201);
      expect(await projectsOf(service.database, company.companyId)).toHaveLength(4);
    });

    it('gives a unique job order to exactly one of many that want it at once', async () => {
      const company = await createCompany(service.database, { is_job_order_unique: true });
      const answers = await Promise.all(
        Array.from({ length: 32 }, () => create(company, projectBody(company, { job_order: 'jo' }))),
      );
      const refused = answers.filter(({ status }) => status !== 201);
      expect(refused).toHaveLength(31);
      for (const { status, body } of refused) {
        expect({ status, body }).toEqual({
          status: 400,
          body: invalidData({
            field: 'job_order',
            message: 'is the job order of another project, and this company wants each only once',
          }),
        });
      }
      expect(await projectsOf(service.database, company.companyId)).toHaveLength(1);
    });
  });

  describe('when keys are not fields', () => {
    it('says of keys that the answer has how they are set', async () => {
      const company = await createCompany(service.database);
      const answer = await create(company, {
        ...projectBody(company),
        id: 1,
        is_archived: true,
        project_stage_id: company.stageId,
        __proto_: 1,
      });
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 400,
        body: invalidData(
          { field: 'id', message: 'is read-only: the service sets it' },
          {
            field: 'is_archived',
            message: 'is read-only: archive the project with POST /api/projects/{id}:archive',
          },
          {
            field: 'project_stage_id',
            message: 'can not be set on creation: set it afterwards with PATCH /api/projects/{id}',
          },
          { field: '__proto_', message: 'is not a field of a project' },
        ),
      });
    });

    it('refuses the keys of prototypes and stays itself', async () => {
      const company = await createCompany(service.database);
      const body = JSON.stringify(projectBody(company));
      const answer = await create(
        company,
        `${body.slice(0, -1)},"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1}`,
      );
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 400,
        body: invalidData(
          { field: '__proto__', message: 'is not a field of a project' },
          { field: 'constructor', message: 'is not a field of a project' },
          { field: 'toString', message: 'is not a field of a project' },
        ),
      });
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      expect(await projectsOf(service.database, company.companyId)).toEqual([]);
    });
  });
});
