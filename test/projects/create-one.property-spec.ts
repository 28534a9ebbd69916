import * as fc from 'fast-check';
import { Client } from 'pg';
import { type Statement } from '../../src/database/statement';
import { type CreateProjectDto } from '../../src/projects/dto/create-project.dto';
import { type Creation, newProject, oneNewProject } from '../../src/projects/project-parameters';
import { type ProblemRow } from '../../src/projects/sql/project-checks.sql';
import { CREATE, CREATE_ONE, CREATE_ONE_DISTRIBUTED } from '../../src/projects/sql/project-creation.sql';
import { useService } from '../support/app';
import { addMetadata, createCompany, createContact, createPerson, insert } from '../support/builders/company';
import { OWN_FIELDS } from '../support/builders/project-fields';
import { type TestDatabase } from '../support/database';

const service = useService();

const LATER_THAN_ALL = 9_000_000_000;
/** What a statement gives each project anew: columns, and where a text begins with them. */
const ANEW = ['id', 'project_id', 'created_at', 'updated_at', 'response_stamp', 'location'];
const ANEW_IN_TEXT = /"id":\d+,"created_at":"[^"]+","updated_at":"[^"]+"/;

const withoutAnew = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, part: unknown) =>
      ANEW.includes(key) ? undefined : typeof part === 'string' ? part.replace(ANEW_IN_TEXT, '') : part,
    ),
  );

/** Values of each field, of which the first is always right. */
type Values = Readonly<Record<string, readonly unknown[]>>;

interface Result {
  readonly response: string | null;
  readonly problems: ProblemRow[] | null;
}

interface Outcome {
  readonly results: readonly Result[];
  readonly rows: Readonly<Record<string, readonly unknown[]>>;
}

/** Where each statement writes, and SQL of what belongs to the project $1. */
const WRITTEN = {
  projects: "id = $1 and created_at = updated_at and updated_at > now() - interval '1 minute'",
  project_metadata_values: 'project_id = $1',
  project_events: 'project_id = $1',
  idempotency_keys: "location = '/api/projects/' || $1::bigint",
};

/** Whether the transaction was announced. */
const LOCKS = "select mode from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()";

/** What a new project can be refused for. */
const PROBLEMS = [
  'account_id unknown',
  'business_unit_id unknown',
  'client_contact_id required',
  'client_contact_id unknown',
  'client_id unknown',
  'external_id incomplete',
  'external_id taken',
  'external_source incomplete',
  'job_order taken',
  'job_order_category_id unknown',
  'metadata_<id> no_metadata',
  'metadata_<id> not_an_option',
  'metadata_<id> required',
  'pm_id unknown',
  'probability not_on_scale',
  'project_type_id unknown',
];

const sorted = <One>(all: readonly One[]): One[] =>
  [...all].sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));

/** A company with all that projects can refer to, and with what they can't, for each field. */
async function createWorld(database: TestDatabase) {
  const company = await createCompany(database);
  const other = await createCompany(database);
  const { companyId, clientId } = company;
  const of = (row: object): object => ({ company_id: companyId, ...row });
  const deleted = { deleted_at: '2025-01-01' };
  const client = (more: object): object => of({ corporate_name: 'Other', acronym: 'OTH', ...more });
  const deletedClient = await insert(database, 'clients', client(deleted));
  const otherClient = await insert(database, 'clients', client({ acronym: 'TWO' }));
  const contactRow = of({ client_id: clientId, email: 'gone@acme.example', name: 'Gone', surname: 'G' });
  const deletedContact = await insert(database, 'client_contacts', { ...contactRow, ...deleted });
  const archived = await createPerson(database, company, [], { is_archived: true });
  const deletedCategory = await insert(database, 'job_order_categories', of({ name: 'Deleted', ...deleted }));
  const required = await addMetadata(database, company, {
    key: 'Must',
    is_required: true,
    values: ['A', 'B'],
  });
  const empty = await addMetadata(database, company, { key: 'Empty', is_required: false, values: [] });
  const [sector, must, none] = [company.metadataId, Number(required.slice(9)), Number(empty.slice(9))];
  await insert(
    database,
    'projects',
    of({
      name: 'Stored',
      client_id: clientId,
      pm_id: company.personId,
      job_order_category_id: company.categoryId,
      value: 1,
      probability: 1,
      date_start: '2024-01-01',
      duration: 1,
      job_order: 'taken',
      unique_job_order: 'taken',
      external_source: 'crm',
      external_id: 'taken',
    }),
  );
  const unknown = [LATER_THAN_ALL];
  const values: Values = {
    ...Object.fromEntries(
      OWN_FIELDS.map(({ name, isRequired, valueOf }) => [
        name,
        [...(isRequired ? [] : [null]), valueOf(company)],
      ]),
    ),
    name: ['x', 'Ünïcode "quoted" \\ \n {}', 'x'.repeat(500)],
    client_id: [clientId, otherClient, deletedClient, other.clientId, ...unknown],
    client_contact_id: [
      null,
      company.contactId,
      deletedContact,
      other.contactId,
      await createContact(database, companyId, otherClient),
      ...unknown,
    ],
    pm_id: [company.personId, archived.personId, other.personId, ...unknown],
    account_id: [null, company.personId, archived.personId, other.personId, ...unknown],
    job_order_category_id: [company.categoryId, deletedCategory, other.categoryId, ...unknown],
    project_type_id: [null, company.typeId, other.typeId, ...unknown],
    business_unit_id: [null, company.businessUnitId, other.businessUnitId, ...unknown],
    job_order: [null, 'free', 'taken', "it's"],
    value: [0, 1.5, 9_999_999_999.12345, 1e-5],
    probability: [50, 0, 100, 33],
    start_date: ['2024-01-01', '0001-01-01', '9999-12-01'],
    duration: [1, 2_147_483_647],
    external_cost_percentage: [null, 0, 100],
    external_source: [null, 'crm', 'erp'],
    external_id: [null, 'taken', 'free'],
    metadata: [
      [[must, 'A']],
      [],
      [[must, null]],
      [[must, 'C']],
      [
        [must, 'B'],
        [sector, 'IT'],
      ],
      [
        [sector, 'Finance'],
        [must, 'A'],
      ],
      [
        [must, 'A'],
        [sector, null],
      ],
      [
        [must, 'A'],
        [sector, 'Unknown "{}", \\'],
      ],
      [
        [must, 'A'],
        [none, 'x'],
        [other.metadataId, 'IT'],
        [LATER_THAN_ALL, null],
      ],
    ],
  };
  await database.query(
    `insert into idempotency_keys (company_id, person_id, key, request_hash, status, body)
     values ($1, $2, 'used', 'other', 201, '{}')`,
    [companyId, company.personId],
  );
  return { company, values };
}

/** Creates a project by a statement: what it returned, and what it stored, without what it gave anew. */
async function outcomeOf<Name extends string>(
  client: Client,
  { text, parameters }: Statement<Name>,
  values: Readonly<Record<Name, unknown>>,
): Promise<Outcome> {
  await client.query('savepoint before');
  const { rows: results } = await client.query<Result & { id: number | null }>(
    text,
    parameters.map((name) => values[name]),
  );
  const id = results[0]?.id ?? null;
  const rows: Record<string, unknown[]> = {};
  for (const [table, which] of Object.entries(WRITTEN)) {
    const { rows: stored } = await client.query<{ row: object }>(
      `select to_json(one) as row from ${table} as one where ${which}`,
      [id],
    );
    rows[table] = sorted(stored.map(({ row }) => withoutAnew(row)));
  }
  const { rows: locks } = await client.query(LOCKS);
  await client.query('rollback to savepoint before');
  return {
    results: results.map(({ response, problems }) => ({
      response: withoutAnew(response) as string | null,
      problems: problems && sorted(problems),
    })),
    rows: { ...rows, locks },
  };
}

describe('the statement that creates one project', () => {
  it('does what the statement for many does with it, for every rule', async () => {
    const { company, values } = await createWorld(service.database);
    const client = new Client(service.database.ownerUrl);
    await client.connect();
    const problems = new Set<string>();
    let created = 0;

    async function compare(
      fields: Readonly<Record<string, unknown>>,
      strict: boolean,
      key?: string,
    ): Promise<void> {
      const { metadata, ...others } = fields;
      const project = {
        ...others,
        metadata: new Map(metadata as [number, string | null][]),
      } as unknown as CreateProjectDto;
      const caller = {
        companyId: company.companyId,
        personId: company.personId,
        tokenId: 1,
        requestId: 'request',
      };
      const creation = { caller, project, key: key && { key, requestHash: 'hash' } } as unknown as Creation;
      const limits = { company_id: company.companyId, lock_timeout: '1000', began: null };
      await client.query('begin');
      await client.query(
        `update companies set is_client_contact_required = $2, is_job_order_unique = $2, is_probability_scale_enforced = $2
          where id = $1`,
        [company.companyId, strict],
      );
      const many = await outcomeOf(client, CREATE, {
        ...limits,
        candidates: JSON.stringify([newProject(creation, 0)]),
      });
      const values = { ...limits, ...oneNewProject(creation) };
      const ones = [];
      for (const { withKey, withoutKey } of [CREATE_ONE, CREATE_ONE_DISTRIBUTED])
        ones.push(
          await (key === undefined
            ? outcomeOf(client, withoutKey, values)
            : outcomeOf(client, withKey, values)),
        );
      await client.query('rollback');
      const [result] = many.results;
      const expected = result!.problems === null ? many : { ...many, results: [] };
      expect({ fields, strict, ones }).toEqual({ fields, strict, ones: [expected, expected] });
      for (const { field, problem } of result!.problems ?? [])
        problems.add(`${field.replace(/\d+/, '<id>')} ${problem}`);
      if (result!.response !== null) created++;
    }

    const right = Object.fromEntries(Object.entries(values).map(([field, [first]]) => [field, first]));
    for (const [field, ofField] of Object.entries(values)) {
      for (const value of ofField) {
        for (const strict of [false, true]) await compare({ ...right, [field]: value }, strict);
      }
    }
    await compare({ ...right, external_source: 'crm', external_id: 'taken' }, false);
    for (const key of ['new', 'used']) await compare(right, false, key);
    await fc.assert(
      fc.asyncProperty(
        fc.record(
          Object.fromEntries(
            Object.entries(values).map(([field, all]) => [
              field,
              fc.oneof({ weight: 9, arbitrary: fc.constant(all[0]) }, fc.constantFrom(...all)),
            ]),
          ),
        ),
        fc.boolean(),
        fc.constantFrom(undefined, 'new', 'used'),
        compare,
      ),
      { numRuns: 150 },
    );
    await client.end();
    expect([...problems].sort()).toEqual(PROBLEMS);
    expect(created).toBeGreaterThan(50);
  }, 120_000);
});
