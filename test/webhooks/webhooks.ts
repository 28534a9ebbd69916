import { createRequire } from 'node:module';
import { type ApiResponse, type Api } from '../support/api';
import { type TestApp, type TestAppOptions } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { type TestDatabase } from '../support/database';
import { until } from '../support/until';
import { type Received } from './receiver';

/** The reference implementation, as receivers use it. */
interface Verifier {
  verify(payload: string, headers: Record<string, string>): unknown;
}
const { Webhook } = createRequire(__filename)('standardwebhooks') as {
  Webhook: new (secret: string) => Verifier;
};

/** Throws unless the signature is one of the secret. */
export function verified(secret: string, { text, headers }: Received): unknown {
  return new Webhook(secret).verify(text, headers as Record<string, string>);
}

export interface Endpoint {
  readonly id: number;
  readonly secret: string;
}

export const DELIVERING: TestAppOptions = { deliversWebhooks: true, webhookAllowPrivate: true };

export async function newCompany({ database, api }: TestApp): Promise<{ company: TestCompany; caller: Api }> {
  const company = await createCompany(database);
  return { company, caller: api.as(company) };
}

export async function createEndpoint(caller: Api, url: string, body: object = {}): Promise<Endpoint> {
  const created = await caller.post('/api/webhook-endpoints', { url, ...body });
  if (created.status !== 201) throw new Error(created.text);
  return created.body as Endpoint;
}

export async function createProject(
  caller: Api,
  company: TestCompany,
  name = 'First project',
): Promise<number> {
  const created = await caller.post('/api/projects', projectBody(company, { name }));
  if (created.status !== 201) throw new Error(created.text);
  return (created.body as { id: number }).id;
}

export async function rename(caller: Api, id: number, name: string): Promise<ApiResponse> {
  return caller.send('PATCH', `/api/projects/${id}`, { body: { name } });
}

/** The delivery log as it is stored. */
export async function deliveriesOf(
  database: TestDatabase,
  { id }: Endpoint,
): Promise<Record<string, unknown>[]> {
  return database.query(
    `select kind, event_id, type, subject, status, attempts, response_status, response_body, error
       from webhook_deliveries where webhook_endpoint_id = $1 order by id`,
    [id],
  );
}

/** Waits until so many deliveries have a status. */
export async function untilStatus(
  database: TestDatabase,
  endpoint: Endpoint,
  status: string,
  count = 1,
): Promise<void> {
  await until(async () => {
    const rows = await deliveriesOf(database, endpoint);
    return rows.filter((row) => row.status === status).length >= count;
  });
}

/** Lets what waits for its next attempt be due now, as it is some time later. */
export async function makeDue(database: TestDatabase, { id }: Endpoint): Promise<void> {
  await database.query(
    `update webhook_deliveries set next_attempt_at = now() where webhook_endpoint_id = $1 and status = 'pending'`,
    [id],
  );
}
