import { COMPANY_HEADER, LATEST_VERSION, VERSION_HEADER } from '../src/http/api-versions';
import { CREATE_PROJECT_EXAMPLE } from '../src/projects/dto/create-project.dto';
import { type LoadRequest, type Requests } from './load';
import { type ServerName } from './servers';
import { mixOf, type Share } from './mix';
import { exampleOf, type Tenant } from './tenants';

export const KEY_HEADER = 'Idempotency-Key';
/** As long as the other and unknown to everybody, so that what it costs to send one is the same for all. */
const UNKNOWN_HEADER = 'Unimportant-Key';

/** The administrator of a company. */
export interface BenchAccess {
  readonly company: string;
  readonly token: string;
}

export function headers({ token, company }: BenchAccess): Record<string, string> {
  return { Authorization: `Bearer ${token}`, [COMPANY_HEADER]: company, [VERSION_HEADER]: LATEST_VERSION };
}

const JSON_CONTENT = { 'Content-Type': 'application/json' };

/** The example of the documentation. `plain` has the same metadata value in a list. */
export function createRequests(
  access: BenchAccess,
  server: ServerName,
  { withKey = false }: { withKey?: boolean } = {},
): Requests {
  const { metadata_13: value, ...fields } = CREATE_PROJECT_EXAMPLE;
  const body = server === 'plain' ? { ...fields, metadata: [{ id: 13, value }] } : CREATE_PROJECT_EXAMPLE;
  return {
    list: [createOf(access, body)],
    uniqueHeader: withKey ? KEY_HEADER : UNKNOWN_HEADER,
    statuses: [201],
  };
}

/** Of one company after the other, so that hardly ever two of the same are under way. */
export function createsOf(tenants: readonly Tenant[]): Requests {
  return {
    list: tenants.map((tenant) => createOf(tenant, exampleOf(tenant))),
    uniqueHeader: UNKNOWN_HEADER,
    statuses: [201],
  };
}

/** Of the projects with the ids up to `count`. */
export function getRequests(access: BenchAccess, count: number): Requests {
  return { list: range(count).map((index) => getOf(access, index + 1)), statuses: [200] };
}

/** Of all projects of all companies, one company after the other. */
export function getsOf(tenants: readonly Tenant[]): Requests {
  const [first] = tenants;
  const list = range(first!.projectIds.length).flatMap((index) =>
    tenants.map((tenant) => getOf(tenant, tenant.projectIds[index]!)),
  );
  return { list, statuses: [200] };
}

export function listsOf(tenants: readonly Tenant[]): Requests {
  return { list: tenants.map(listOf), statuses: [200] };
}

/** The first hundred events of each company. */
export function eventsOf(tenants: readonly Tenant[]): Requests {
  const list = tenants.map((tenant) => ({
    method: 'GET' as const,
    path: '/api/events?limit=100',
    headers: headers(tenant),
  }));
  return { list, statuses: [200] };
}

export function listRequests(access: BenchAccess): Requests {
  return { list: [listOf(access)], statuses: [200] };
}

/** The new values of `name` and `value`: each differs from the one before, so that every request is a change. */
export const CHANGES = [
  { name: 'Changed once', value: 2.5 },
  { name: 'Changed again', value: 3.5 },
] as const;

/** Of all projects of all companies, those of one company never right after each other. */
export function patchesOf(
  tenants: readonly Tenant[],
  projectsEach: number,
  changes: readonly object[] = CHANGES,
): Requests {
  const ids = range(projectsEach);
  return {
    list: changes.flatMap((change) =>
      ids.flatMap((index) => tenants.map((tenant) => patchOf(tenant, tenant.projectIds[index]!, change))),
    ),
    statuses: [200],
  };
}

/** What the companies of an installation send in all: the larger a company, the more. */
export const MIX = [
  ['get', 60],
  ['list', 15],
  ['sync', 10],
  ['create', 10],
  ['patch', 5],
] as const satisfies readonly Share[];

/** `since` is the stamp of the last project of those that exist at the beginning. */
export function mixedRequests(tenants: readonly Tenant[], since: string): Requests {
  const list = mixOf(MIX, tenants).map(({ kind, item: tenant, count }) => {
    const id = tenant.projectIds[count % tenant.projectIds.length]!;
    switch (kind) {
      case 'get':
        return getOf(tenant, id);
      case 'list':
        return listOf(tenant);
      case 'sync':
        return getAll(tenant, `updated_at=${encodeURIComponent(`gt:${since}`)}&limit=100`);
      case 'create':
        return createOf(tenant, exampleOf(tenant));
      case 'patch':
        return patchOf(tenant, id, { name: `Changed ${count}`, value: 1 + (count % 1_000) });
    }
  });
  return { list, statuses: [200, 201] };
}

export function createOf(access: BenchAccess, body: object): LoadRequest {
  return {
    method: 'POST',
    path: '/api/projects',
    headers: { ...headers(access), ...JSON_CONTENT },
    body: JSON.stringify(body),
  };
}

function patchOf(access: BenchAccess, id: number, body: object): LoadRequest {
  return { ...createOf(access, body), method: 'PATCH', path: `/api/projects/${id}` };
}

function getOf(access: BenchAccess, id: number): LoadRequest {
  return { method: 'GET', path: `/api/projects/${id}`, headers: headers(access) };
}

function listOf(access: BenchAccess): LoadRequest {
  return getAll(access, 'limit=100');
}

function getAll(access: BenchAccess, query: string): LoadRequest {
  return { method: 'GET', path: `/api/projects?${query}`, headers: headers(access) };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Sends the first of the requests once and returns the body. */
export async function sendOnce(url: string, { list: [first], statuses }: Requests): Promise<unknown> {
  const { method, path, headers: sent, body } = first!;
  const response = await fetch(url + path, { method, headers: sent, body });
  const text = await response.text();
  if (!statuses.includes(response.status)) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}
