import { parse } from 'libpg-query';
import { callAllOperations } from '../architecture/statements';
import { type TestApp, useService } from '../support/app';
import { createDemo } from '../support/demo';
import { sentStatements } from '../support/sent-statements';

const whole = useService();
const inSteps = useService({ databaseDistributed: true });

/** What the examples of the OpenAPI document are responded with, without what differs from run to run. */
async function responsesOf(service: TestApp): Promise<string[]> {
  const responses = await callAllOperations(service, await createDemo(service.database));
  return responses.map(
    ([request, { status, text }]) => `${request} ${status} ${text.replace(CHANGING, '…')}`,
  );
}

/** Instants, cursors, secrets, and the ids of requests and tokens. */
const CHANGING =
  /\d{4}-\d\d-\d\dT[\d:.]+Z|\b\d{13}\.\d+\b|whsec_[\w+/=]+|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|"latency_ms":\d+/g;

type Node = Readonly<Record<string, unknown>>;
const WRITES = ['InsertStmt', 'UpdateStmt', 'DeleteStmt'];
function countWrites(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 0;
  return Object.entries(node as Node).reduce(
    (sum, [key, child]) => sum + (WRITES.includes(key) ? 1 : 0) + countWrites(child),
    0,
  );
}

it('a service that sends its statements in steps responds as one that does not', async () => {
  const expected = await responsesOf(whole);
  let responses: string[] = [];
  const sent = await sentStatements(async () => {
    responses = await responsesOf(inSteps);
  });
  expect(responses).toEqual(expected);
  expect(responses.length).toBeGreaterThan(90);
  const writes = await Promise.all(
    [...new Set(sent)].map(async (text) => [text, countWrites(await parse(text))] as const),
  );
  expect(writes.filter(([, count]) => count > 1)).toEqual([]);
  expect(writes.filter(([, count]) => count === 1).length).toBeGreaterThan(50);
}, 60_000);
