import { type ApiResponse, type Api, INSTANT } from '../support/api';
import { type TestCompany } from '../support/builders/company';
import { type TestDatabase } from '../support/database';

export const PATH = '/api/webhook-endpoints';
export const URL = 'https://hooks.example/projects';
/** A secret where it is shown. */
export const SECRET: unknown = expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/);

export const shown = ({ status, body }: ApiResponse): object => ({ status, body });

/** An endpoint as the API shows it. */
export const endpoint = (person_id: number, changes: object = {}): object => ({
  id: expect.any(Number) as number,
  created_at: INSTANT,
  updated_at: INSTANT,
  url: URL,
  types: [],
  description: null,
  is_enabled: true,
  disabled_reason: null,
  person_id,
  ...changes,
});

export async function rowsOf(
  database: TestDatabase,
  { companyId }: TestCompany,
): Promise<Record<string, unknown>[]> {
  return database.query('select * from webhook_endpoints where company_id = $1 order by id', [companyId]);
}

export async function create(caller: Api, body: object = {}): Promise<{ id: number; secret: string }> {
  return (await caller.post(PATH, { url: URL, ...body })).body as { id: number; secret: string };
}
