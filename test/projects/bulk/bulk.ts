import { type ApiResponse, type Call } from '../../support/api';
import { type TestApp } from '../../support/app';
import { type TestUser } from '../../support/builders/company';
import { type TestDatabase } from '../../support/database';
import { projectsOf } from '../../support/queries';

export const NDJSON = { 'Content-Type': 'application/x-ndjson' };
export const CSV = { 'Content-Type': 'text/csv' };

/** Lines of JSON; a string is a line as it is. */
export const ndjson = (...lines: readonly unknown[]): string =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');

export interface ImportCall {
  readonly query?: string;
  readonly headers?: Record<string, string>;
}

/** Imports a file and returns what the service says of it. */
export async function importFile(
  service: Pick<TestApp, 'api'>,
  caller: TestUser,
  file: string | Buffer,
  { query = '', headers = {} }: ImportCall = {},
): Promise<Pick<ApiResponse, 'status' | 'body'>> {
  const call: Call = { headers: { ...NDJSON, ...headers } };
  const { status, body } = await service.api.as(caller).post(`/api/projects:import${query}`, file, call);
  return { status, body };
}

/** An id in the response. */
export const ID: unknown = expect.any(Number);

/** The names of the projects of a company, in the order of their ids. */
export async function namesOf(database: TestDatabase, companyId: number): Promise<string[]> {
  return ((await projectsOf(database, companyId)) as { name: string }[]).map(({ name }) => name);
}

/** The failure of a line of CSV. */
export const OPEN_QUOTE = {
  field: 'body',
  message:
    'has a cell that begins with a quote and does not end with one: write quotes inside such a cell twice',
};
