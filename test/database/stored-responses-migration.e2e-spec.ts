import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source-options';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { type StoredResponse, storedResponses, wrongOf } from '../projects/stored-responses';

const service = useService();

const AT = '/api/projects';
const MIGRATION = '1733529600000';

/** What the release before responds with as the changes of each creation. */
const AS_BEFORE = `
  select coalesce(changes, (
           select json_agg(json_build_object('field', key, 'from', null, 'to', value))
             from json_each(state)
            where json_typeof(value) <> 'null' and key not in ('id', 'created_at', 'updated_at', 'deleted_at')
         )) as changes
    from project_events where company_id = $1 and action = 'created' order by project_id`;

/** What a project could be created with then. */
const FIELDS =
  'name client_id client_contact_id purchase_order pm_id account_id job_order_category_id project_type_id job_order ' +
  'value probability external_cost_percentage start_date duration due_date signed_on business_unit_id';

function bodyOfThen(company: TestCompany): object {
  const isKnown = (field: string): boolean =>
    FIELDS.split(' ').includes(field) || field.startsWith('metadata_');
  return Object.fromEntries(Object.entries(wholeProjectBody(company)).filter(([field]) => isKnown(field)));
}

interface Event {
  readonly changes: { readonly field: string }[];
}

const byField = (changes: Event['changes']): Event['changes'] =>
  [...changes].sort((one, other) => (one.field < other.field ? -1 : 1));

async function withMigrations<Result>(
  use: (dataSource: DataSource) => Result | Promise<Result>,
): Promise<Result> {
  const dataSource = await new DataSource(dataSourceOptions(service.database.ownerUrl)).initialize();
  try {
    return await use(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** How many migrations there are after the one that stores responses. */
async function laterMigrations(): Promise<number> {
  return withMigrations(({ migrations }) => {
    const stamps = migrations.map(({ constructor }) => constructor.name.replace(/^\D+/, ''));
    return stamps.filter((stamp) => stamp > MIGRATION).length;
  });
}

/** Undoes the newest migrations and redoes them; in between looks. */
async function redone<Result>(count: number, look: () => Result | Promise<Result>): Promise<Result> {
  return withMigrations(async (dataSource) => {
    for (let n = 0; n < count; n++) await dataSource.undoLastMigration();
    const seen = await look();
    await dataSource.runMigrations();
    return seen;
  });
}

describe('the migration that stores responses', () => {
  it('is undone without a loss: the release before says of each creation what this one says, and is redone', async () => {
    const company = await createCompany(service.database);
    const api = service.api.as(company);
    const field = `metadata_${company.metadataId}`;
    const ids: number[] = [];
    for (const body of [
      bodyOfThen(company),
      projectBody(company, { name: 'Ünchanged', value: 9999999999.99999 }),
      { ...bodyOfThen(company), job_order: 'jo_2', external_source: 'crm', external_id: '1' },
    ])
      ids.push(((await api.post(AT, body)).body as { id: number }).id);
    const [first, , third] = ids;
    await api.send('PATCH', `${AT}/${first!}`, {
      body: { name: 'Renamed', due_date: null, [field]: null, risk: 'low' },
    });
    await api.send('PATCH', `${AT}/${first!}`, { body: { [field]: 'Finance', value: 3 } });
    await api.post(`${AT}/${first!}:archive`);
    await api.send('DELETE', `${AT}/${third!}`);
    const history = async (id: number): Promise<Event[]> =>
      (await api.get(`${AT}/${id}/history`)).body as Event[];
    const histories = await Promise.all(ids.map(history));
    const made = async (): Promise<StoredResponse['made'][]> =>
      (await storedResponses(service.database, company.companyId)).map((response) => response.made);
    const responses = await made();

    const before = await redone((await laterMigrations()) + 1, async () =>
      service.database.query<Event>(AS_BEFORE, [company.companyId]),
    );

    expect(before.map(({ changes }) => byField(changes))).toEqual(
      histories.map(([creation]) => byField(creation!.changes)),
    );
    expect(await Promise.all(ids.map(history))).toEqual(histories);
    const afterwards = await storedResponses(service.database, company.companyId);
    expect(afterwards).toEqual(ids.map((id, n) => ({ id, stored: null, made: responses[n] })));
  });
});

describe('a migration after it', () => {
  it('is undone and redone without a stored response that shows what is lost', async () => {
    const company = await createCompany(service.database);
    for (let count = await laterMigrations(); count > 0; count--) {
      await service.api.as(company).post(AT, wholeProjectBody(company));
      await redone(count, () => undefined);
      const responses = await storedResponses(service.database, company.companyId);
      expect(wrongOf(responses)).toEqual([]);
    }
  });
});
