import { type ApiResponse } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, insert, type TestCompany } from '../support/builders/company';
import { wholeProjectBody } from '../support/builders/project';
import { RESOURCES } from '../company-repository/resources';
import { documentedOperations, namesItem, type Operation, pathOf } from './operations';

const NO_ID = 999_999_999;

/** Everything of one company that an id of a request can mean. */
interface Ids {
  readonly company: TestCompany;
  /** By the first word of the path, in the plural. */
  readonly items: Readonly<Record<string, number>>;
  /** By the name of the field or filter. */
  readonly fields: Readonly<Record<string, number>>;
}

const service = useService();
let mine: Ids;
let theirs: Ids;

beforeAll(async () => {
  [mine, theirs] = [await companyWithEverything(), await companyWithEverything()];
});

async function companyWithEverything(): Promise<Ids> {
  const company = await createCompany(service.database);
  const { companyId } = company;
  await service.database.query(
    'update job_order_categories set is_opportunity_status_tracking_enabled = true',
  );
  const created = await service.api.as(company).post('/api/projects', wholeProjectBody(company));
  const project = (created.body as { id: number }).id;
  const whitelist = { company_id: companyId, project_id: project, person_id: company.personId };
  // Not the caller, whose own role is not for the caller to change.
  const { personId } = await createPerson(service.database, company, []);
  const [person] = await service.database.query<{ role_id: number }>(
    'select role_id from persons where company_id = $1 and id = $2',
    [companyId, personId],
  );
  const endpoint = await service.api
    .as(company)
    .post('/api/webhook-endpoints', { url: 'https://hooks.example' });
  const items: Record<string, number> = {
    'webhook-endpoints': (endpoint.body as { id: number }).id,
    projects: project,
    'project-metadata': company.metadataId,
    'timesheet-whitelists': await insert(service.database, 'timesheet_whitelists', whitelist),
    clients: company.clientId,
    client: company.clientId,
    contacts: company.contactId,
    contact: company.contactId,
    'job-order-categories': company.categoryId,
    'project-types': company.typeId,
    'business-units': company.businessUnitId,
    persons: personId,
    roles: person!.role_id,
  };
  for (const { path, table, row } of RESOURCES)
    items[path] ??= await insert(service.database, table, {
      company_id: companyId,
      ...(await row('Another', company, service.database)),
    });
  return {
    company,
    items,
    fields: {
      client_id: company.clientId,
      client_contact_id: company.contactId,
      pm_id: company.personId,
      account_id: company.personId,
      person_id: company.personId,
      project_id: project,
      job_order_category_id: company.categoryId,
      project_type_id: company.typeId,
      business_unit_id: company.businessUnitId,
      project_stage_id: company.stageId,
      role_id: person!.role_id,
    },
  };
}

const itemOf = ({ path }: Operation, { items }: Ids): number => items[/^\/api\/([a-z-]+)/.exec(path)![1]!]!;

/** The example with ids that the caller's company has. */
function myBody({ exampleBody }: Operation): Record<string, unknown> | undefined {
  if (exampleBody === undefined) return undefined;
  const { metadata_13: metadata, ...body }: Record<string, unknown> = exampleBody;
  for (const [field, id] of Object.entries(mine.fields))
    if (typeof body[field] === 'number') body[field] = id;
  return metadata === undefined ? body : { ...body, [`metadata_${mine.company.metadataId}`]: 'IT' };
}

async function send(operation: Operation, id: number, body: unknown): Promise<ApiResponse> {
  return service.api.as(mine.company).send(operation.method, pathOf(operation, id), { body });
}

/** A response without the id that was asked for, so that two responses can be compared. */
function withoutId({ status, body }: ApiResponse, id: number): string {
  return JSON.stringify({ status, body }).replaceAll(new RegExp(`\\b${id}\\b`, 'g'), '<id>');
}

/** All rows of the other company. */
async function theirRows(): Promise<string> {
  const tables = await service.database.query<{ table_name: string }>(
    "select table_name from information_schema.columns where table_schema = 'public' and column_name = 'company_id'",
  );
  const rows: object[] = [];
  for (const { table_name: table } of tables) {
    const sql = `select * from ${table} where company_id = $1 order by ${table}::text`;
    rows.push(...(await service.database.query(sql, [theirs.company.companyId])));
  }
  return JSON.stringify(rows);
}

const operations = documentedOperations();
const named = (chosen: readonly Operation[]): (readonly [string, Operation])[] =>
  chosen.map((operation) => [operation.operationId, operation] as const);

describe('the wall between companies', () => {
  it('is tried for every kind of item and of field that the document has', () => {
    expect(operations.filter(namesItem).map((operation) => itemOf(operation, mine))).not.toContain(undefined);
    const fields = operations.flatMap(({ exampleBody }) => Object.keys(exampleBody ?? {}));
    const unknown = fields.filter((field) => field.endsWith('_id') && !(field in mine.fields));
    expect(unknown).toEqual([]);
  });

  it.each(named(operations.filter(namesItem)))(
    'answers alike to an id of others and to none, and leaves theirs alone: %s',
    async (_, operation) => {
      const before = await theirRows();
      const foreign = itemOf(operation, theirs);
      const body = myBody(operation);
      const toForeign = await send(operation, foreign, body);
      const toNone = await send(operation, NO_ID, body);
      expect(toForeign.status).toBe(404);
      expect(withoutId(toForeign, foreign)).toBe(withoutId(toNone, NO_ID));
      expect(await theirRows()).toBe(before);
    },
  );

  const withReferences = operations.flatMap((operation) =>
    Object.keys(operation.exampleBody ?? {})
      .filter((field) => field.endsWith('_id'))
      .map((field) => [operation.operationId, field, operation] as const),
  );
  it.each(withReferences)('does not let %s point to theirs with %s', async (_, field, operation) => {
    const before = await theirRows();
    const id = namesItem(operation) ? itemOf(operation, mine) : NO_ID;
    const foreign = theirs.fields[field]!;
    const toForeign = await send(operation, id, { ...myBody(operation), [field]: foreign });
    const toNone = await send(operation, id, { ...myBody(operation), [field]: NO_ID });
    expect(toForeign).toMatchObject({ status: 400, body: { key: 'invalid_data' } });
    expect(
      (toForeign.body as { failures: { field: string }[] }).failures.map((failure) => failure.field),
    ).toContain(field);
    expect(withoutId(toForeign, foreign)).toBe(withoutId(toNone, NO_ID));
    expect(await theirRows()).toBe(before);
  });

  it.each(named(operations.filter((operation) => operation.isList && !namesItem(operation))))(
    'lists nothing of theirs: %s',
    async (_, operation) => {
      const { body } = await service.api.as(mine.company).get(operation.path);
      const own = new Set([...Object.values(mine.items), ...Object.values(mine.fields)]);
      const foreign = [...Object.values(theirs.items), ...Object.values(theirs.fields)].filter(
        (id) => !own.has(id),
      );
      const ids = (body as { id: number }[]).map(({ id }) => id);
      expect(ids.length).toBeGreaterThan(0);
      for (const id of ids) expect(own).toContain(id);
      expect(ids.filter((id) => foreign.includes(id) && !own.has(id))).toEqual([]);
    },
  );

  it.each(named(operations.filter((operation) => operation.isList && !namesItem(operation))))(
    'finds nothing of theirs by a filter: %s',
    async (_, operation) => {
      for (const [field, id] of Object.entries(theirs.fields)) {
        const { status, body } = await service.api.as(mine.company).get(`${operation.path}?${field}=${id}`);
        // A list without this filter refuses it.
        if (status === 200) expect(body).toEqual([]);
        else expect(status).toBe(400);
      }
    },
  );
});
