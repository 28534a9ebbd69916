import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type OpenAPIObject } from '@nestjs/swagger';
import { API_VERSIONS, LATEST_VERSION } from '../../src/http/api-versions';
import { startApp, type TestApp } from '../support/app';

const ROOT = join(__dirname, '../..');
const CHECKED_IN = join(ROOT, `openapi/${LATEST_VERSION}.json`);

let service: TestApp;
let served: OpenAPIObject;

beforeAll(async () => {
  service = await startApp();
  served = (await service.api.get('/docs-json')).body as OpenAPIObject;
});

afterAll(async () => {
  await service.stop();
});

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly { readonly name: string; readonly description: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

function operations(): Operation[] {
  return Object.entries(served.paths).flatMap(([path, item]) =>
    Object.entries(item as object).map(
      ([method, operation]) => ({ method, path, ...(operation as object) }) as Operation,
    ),
  );
}

describe('the OpenAPI document', () => {
  it('is the one that is checked in (npm run openapi writes it)', () => {
    expect(served).toEqual(JSON.parse(readFileSync(CHECKED_IN, 'utf8')));
    expect(API_VERSIONS).toContain(served.info.version);
  });

  it('is served as YAML, too', async () => {
    const response = await fetch(`${service.url}/docs-yaml`);
    const text = await response.text();
    expect(text).toMatch(/^openapi: 3\.0\.0\n/);
    expect(text).toContain('operationId: createProject');
  });

  it('passes the recommended rules of Redocly', async () => {
    const cli = join(ROOT, 'node_modules/@redocly/cli/bin/cli.js');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [cli, 'lint', '--extends', 'recommended', '--format', 'json', CHECKED_IN],
      {
        cwd: ROOT,
        env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
      },
    );
    const { problems } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as { problems: unknown[] };
    expect(problems).toEqual([]);
  }, 60_000);

  it('names the operations as clients know them', () => {
    expect(operations().map(({ method, path, operationId }) => `${operationId}: ${method} ${path}`)).toEqual(
      expect.arrayContaining([
        'createProject: post /api/projects',
        'getProject: get /api/projects/{id}',
        'listMetadata: get /api/project-metadata',
        'getMetadata: get /api/project-metadata/{id}',
      ]),
    );
  });

  it('describes each operation and each parameter, in a line where a command line shows it', () => {
    for (const { operationId, summary, description, parameters } of operations()) {
      expect({ operationId, summary }).toEqual({
        operationId,
        summary: expect.stringMatching(/^.{5,80}$/) as unknown,
      });
      expect(description).toMatch(/Required permissions:/);
      for (const parameter of parameters) {
        expect({ operationId, ...parameter }).toMatchObject({
          description: expect.stringMatching(/^.{5,120}$/) as unknown,
        });
      }
    }
  });

  it('describes each property of each schema', () => {
    const bare = Object.entries(served.components!.schemas!).flatMap(([name, schema]) =>
      Object.entries((schema as { properties: Record<string, { description?: string }> }).properties)
        .filter(([, property]) => !property.description)
        .map(([property]) => `${name}.${property}`),
    );
    expect(bare).toEqual([]);
  });

  it('documents the errors of each operation with a body', () => {
    for (const { operationId, responses } of operations()) {
      expect({ operationId, statuses: Object.keys(responses) }).toEqual({
        operationId,
        statuses: expect.arrayContaining(['400', '401', '429', '500', '503']) as unknown,
      });
    }
    for (const response of Object.values(served.components!.responses!)) {
      const { content } = response as { content: Record<string, { schema: object; example: object }> };
      expect(content['application/json']).toEqual({
        schema: { $ref: '#/components/schemas/Error' },
        example: expect.objectContaining({
          key: expect.any(String) as unknown,
          message: expect.any(String) as unknown,
        }) as unknown,
      });
    }
  });

  it('has the routes of the running application, and no others', () => {
    const layers = (
      service.app.getHttpAdapter().getInstance() as {
        router: { stack: { route?: { path: string; methods: Record<string, boolean> } }[] };
      }
    ).router.stack;
    const routes = layers
      .filter(({ route }) => route?.path.startsWith('/api'))
      .flatMap(({ route }) => Object.keys(route!.methods).map((method) => `${method} ${route!.path}`))
      .map((route) => route.replace(/(?<!\\):(\w+)/g, '{$1}').replaceAll('\\', ''));
    expect(routes.sort()).toEqual(
      operations()
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    );
  });
});
