import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Call } from '../test/support/api';
import { CREATE_PROJECT_EXAMPLE } from '../src/projects/dto/create-project.dto';
import { callsOf, documentedOperations, type Operation, pathOf } from '../test/openapi/operations';
import {
  callerHeaders,
  type DemoService,
  freePort,
  runTool,
  startDemoService,
  startTool,
} from './support/tool';

let service: DemoService;
let tool: ChildProcess | undefined;

beforeEach(async () => {
  service = await startDemoService();
});

afterEach(async () => {
  if (tool !== undefined) {
    tool.kill('SIGKILL');
    await once(tool, 'exit');
    tool = undefined;
  }
  await service.stop();
});

/** Starts a tool that serves at a port, and resolves to its URL once it does. */
async function serve(script: string, argsOf: (port: string) => readonly string[]): Promise<string> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  tool = startTool(script, argsOf(String(port)));
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('listening')) resolve();
    };
    tool!.stdout!.on('data', read);
    tool!.stderr!.on('data', read);
    tool!.once('exit', () => {
      reject(new Error(output));
    });
  });
  return url;
}

/** Of the writes, those that take something away come last. */
const ORDER = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE'];

/** Every operation with its example, and some that are refused. */
function session(): [name: string, method: string, path: string, call: Call][] {
  const operations = documentedOperations().sort(
    (one, other) => ORDER.indexOf(one.method) - ORDER.indexOf(other.method),
  );
  const examples = operations.flatMap((operation: Operation) =>
    callsOf(operation).map(
      (call) =>
        [operation.operationId, operation.method, pathOf(operation, operation.exampleId), call] as [
          string,
          string,
          string,
          Call,
        ],
    ),
  );
  const dryRun = CREATE_PROJECT_EXAMPLE;
  return [
    ...examples.filter(([, method]) => method !== 'DELETE'),
    ['dry run of a create', 'POST', '/api/projects?dry_run=true', { body: dryRun }],
    ['dry run of a change', 'PATCH', '/api/projects/1?dry_run=true', { body: { name: 'Other' } }],
    ['a client that does not exist', 'POST', '/api/projects', { body: { ...dryRun, client_id: 4711 } }],
    ['a value without noise', 'POST', '/api/projects', { body: { ...dryRun, value: 10.96 / 1000 } }],
    ['a project that does not exist', 'GET', '/api/projects/4711', {}],
    // By the letter of OpenAPI the colon is encoded, though the service takes it as it is, too.
    ['a page', 'GET', '/api/projects?limit=2&offset=1&probability=gte%3A50', {}],
    ...examples.filter(([, method]) => method === 'DELETE'),
  ];
}

async function play(url: string): Promise<{ name: string; status: number; text: string }[]> {
  const results = [];
  for (const [name, method, path, { headers = {}, body }] of session()) {
    const isText = typeof body === 'string';
    const response = await fetch(url + path, {
      method,
      headers: {
        ...callerHeaders(service.token),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    results.push({ name, status: response.status, text: await response.text() });
  }
  return results;
}

/** What the service itself responds with, in the same order, on a company as fresh. */
async function statusesOfTheService(): Promise<[string, number][]> {
  const fresh = await startDemoService();
  const results = await play(fresh.url);
  await fresh.stop();
  return results.map(({ name, status }) => [name, status]);
}

const PRISM = 'node_modules/@stoplight/prism-cli/dist/index.js';

describe('a session of calls is as the document says, and so judges', () => {
  it('Prism, as a proxy that refuses what is not documented', async () => {
    const url = await serve(PRISM, (port) => [
      'proxy',
      service.documentFile,
      service.url,
      '--errors',
      '--port',
      port,
    ]);
    const results = await play(url);
    expect(results.filter(({ text }) => text.includes('stoplight.io/prism/errors'))).toEqual([]);
    expect(results.map(({ name, status }) => [name, status])).toEqual(await statusesOfTheService());
  });

  it('express-openapi-validator, in front of the service', async () => {
    const url = await serve('programs/validating-proxy.mjs', (port) => [service.documentFile, port]);
    const results = await play(url);
    expect(results.filter(({ status }) => status === 599)).toEqual([]);
    expect(results.map(({ name, status }) => [name, status])).toEqual(await statusesOfTheService());
  });

  it('Prism, as a mock that takes every documented call', async () => {
    const url = await serve(PRISM, (port) => ['mock', service.documentFile, '--errors', '--port', port]);
    const results = await play(url);
    expect(results.filter(({ status }) => status >= 300)).toEqual([]);
  });

  it('ajv as it comes, with the schema of the company', async () => {
    const schema = (await (
      await fetch(`${service.url}/api/projects:schema`, { headers: callerHeaders(service.token) })
    ).json()) as object;
    const values = [0, 0.1, 0.29, 1.1, 10.96 / 1000, 0.1 + 0.2, 1234.56789, 9_999_999_999.99999];
    const bodies = values.map((value) => ({ ...CREATE_PROJECT_EXAMPLE, value }));
    const file = join(service.folder, 'bodies.json');
    writeFileSync(file, JSON.stringify({ schema, bodies: [...bodies, { ...bodies[0], value: '1' }] }));
    const verdicts = JSON.parse(await runTool('programs/ajv.mjs', [file])) as unknown[];
    expect(verdicts).toEqual([
      ...values.map(() => null),
      [expect.objectContaining({ instancePath: '/value', keyword: 'type' })],
    ]);
  });
});
