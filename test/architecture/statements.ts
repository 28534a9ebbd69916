import { callsOf, documentedOperations, pathOf } from '../openapi/operations';
import { type ApiResponse } from '../support/api';
import { type TestApp } from '../support/app';
import { createDemo } from '../support/demo';
import { sentStatements } from '../support/sent-statements';

/** How statements begin that look for companies with work to be done for: each is asked by itself then. */
export const OF_ALL_COMPANIES = [
  'select distinct company_id from',
  'select company_id from projects where company_id >',
];

type Demo = Awaited<ReturnType<typeof createDemo>>;

/** Sends the examples of the OpenAPI document to a service with the demo company, and returns what each is responded with. */
export async function callAllOperations(
  service: TestApp,
  demo: Demo,
): Promise<(readonly [request: string, response: ApiResponse])[]> {
  const api = service.api.as(demo);
  const responses: (readonly [string, ApiResponse])[] = [];
  for (const operation of documentedOperations()) {
    const path = pathOf(operation, operation.exampleId);
    const queries = operation.method === 'GET' ? [''] : ['?dry_run=true', ''];
    for (const call of callsOf(operation)) {
      for (const query of queries) {
        const response = await api.send(operation.method, path + query, call);
        responses.push([`${operation.method} ${path}${query}`, response]);
      }
    }
  }
  return responses;
}

/** Every statement that they make the service send, each once. */
export async function statementsOfAllOperations(service: TestApp): Promise<Set<string>> {
  const demo = await createDemo(service.database);
  const sent = await sentStatements(() => callAllOperations(service, demo));
  return new Set(sent.filter((text) => /^\s*(with|select|insert|update|delete)\b/.test(text)));
}
