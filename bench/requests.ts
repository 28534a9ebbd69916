import { COMPANY_HEADER, LATEST_VERSION, VERSION_HEADER } from '../src/http/api-versions';
import { CREATE_PROJECT_EXAMPLE } from '../src/projects/dto/create-project.dto';
import { type LoadRequest } from './load';
import { type ServerName } from './servers';

export const KEY_HEADER = 'Idempotency-Key';
/** As long as the other and unknown to everybody, so that what it costs to send one is the same for all. */
const UNKNOWN_HEADER = 'Unimportant-Key';

/** The administrator of the demo company. */
export interface BenchAccess {
  readonly company: string;
  readonly token: string;
}

/** How many projects `get` goes through, one after the other. */
const PROJECTS_TO_GET = 100;

function headers({ token, company }: BenchAccess): Record<string, string> {
  return { Authorization: `Bearer ${token}`, [COMPANY_HEADER]: company, [VERSION_HEADER]: LATEST_VERSION };
}

/** The example of the documentation. `plain` has the same metadata value in a list. */
export function createRequest(
  access: BenchAccess,
  server: ServerName,
  { withKey = false }: { withKey?: boolean } = {},
): LoadRequest {
  const { metadata_13: value, ...fields } = CREATE_PROJECT_EXAMPLE;
  const body = server === 'plain' ? { ...fields, metadata: [{ id: 13, value }] } : CREATE_PROJECT_EXAMPLE;
  return {
    method: 'POST',
    paths: ['/api/projects'],
    headers: { ...headers(access), 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    uniqueHeader: withKey ? KEY_HEADER : UNKNOWN_HEADER,
    status: 201,
  };
}

export function getRequest(access: BenchAccess): LoadRequest {
  const paths = Array.from({ length: PROJECTS_TO_GET }, (_, index) => `/api/projects/${index + 1}`);
  return { method: 'GET', paths, headers: headers(access), status: 200 };
}

export function listRequest(access: BenchAccess): LoadRequest {
  return { method: 'GET', paths: ['/api/projects?limit=100'], headers: headers(access), status: 200 };
}

/** Sends the first of the requests once and returns the body. */
export async function sendOnce(url: string, request: LoadRequest): Promise<unknown> {
  const { method, paths, headers: sent, body, status } = request;
  const response = await fetch(`${url}${paths[0]!}`, { method, headers: sent, body });
  const text = await response.text();
  if (response.status !== status) throw new Error(`${method} ${paths[0]!}: ${response.status} ${text}`);
  return JSON.parse(text);
}
