import { callsOf, documentedOperations, pathOf } from '../openapi/operations';
import { type TestApp } from '../support/app';
import { createDemo } from '../support/demo';
import { sentStatements } from '../support/sent-statements';

/** Every statement that the examples of the OpenAPI document make the service send, each once. */
export async function statementsOfAllOperations(service: TestApp): Promise<Set<string>> {
  const api = service.api.as(await createDemo(service.database));
  const sent = await sentStatements(async () => {
    for (const operation of documentedOperations()) {
      const path = pathOf(operation, operation.exampleId);
      const queries = operation.method === 'GET' ? [''] : ['?dry_run=true', ''];
      for (const call of callsOf(operation)) {
        for (const query of queries) await api.send(operation.method, path + query, call);
      }
    }
  });
  return new Set(sent.filter((text) => /^\s*(with|select|insert|update|delete)\b/.test(text)));
}
