import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OpenAPIObject } from '@nestjs/swagger';
import { parse } from 'yaml';
import { API_VERSIONS, LATEST_VERSION } from '../../src/http/api-versions';
import { startApp, useService } from '../support/app';

const ROOT = join(__dirname, '../..');
const CHECKED_IN = join(ROOT, `openapi/${LATEST_VERSION}.json`);

const service = useService();
let served: OpenAPIObject;

beforeAll(async () => {
  served = (await service.api.get('/docs-json')).body as OpenAPIObject;
});

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly { readonly name: string; readonly description: string }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;
  };
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
    const checkedIn = JSON.parse(readFileSync(CHECKED_IN, 'utf8')) as OpenAPIObject;
    expect(checkedIn.servers).toEqual([{ url: 'http://localhost:3000' }]);
    expect(served).toEqual({ ...checkedIn, servers: [{ url: service.url }] });
    expect(API_VERSIONS).toContain(served.info.version);
  });

  it('is served as YAML, too', async () => {
    const response = await fetch(`${service.url}/docs-yaml`);
    const text = await response.text();
    expect(text).toMatch(/^openapi: 3\.0\.3\n/);
    expect(parse(text)).toEqual(served);
  });

  it('names the server as the operator does, if the operator names it', async () => {
    const publicUrl = 'https://projects.example.com/api-of-acme';
    const other = await startApp({ publicUrl });
    const { servers } = (await other.api.get('/docs-json')).body as OpenAPIObject;
    await other.stop();
    expect(servers).toEqual([{ url: publicUrl }]);
  });

  it('asks for the company and the version with each operation, as parameters', () => {
    for (const { operationId, parameters } of operations()) {
      expect({ operationId, parameters }).toEqual({
        operationId,
        parameters: expect.arrayContaining([
          expect.objectContaining({ name: 'Wethod-Company', in: 'header', required: true }),
          expect.objectContaining({
            name: 'Wethod-Version',
            in: 'header',
            required: true,
            schema: { type: 'string', format: 'date', default: LATEST_VERSION },
          }),
        ]) as unknown,
      });
    }
    expect(served.components!.securitySchemes).toEqual({
      token: { type: 'http', scheme: 'bearer', description: 'A personal access token' },
    });
  });

  it('refers to nothing that it does not hold', () => {
    const references = [...JSON.stringify(served).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]*)"/g)];
    const components = served.components as Record<string, Record<string, unknown>>;
    const missing = references.filter(([, kind, name]) => components[kind!]?.[name!] === undefined);
    expect(missing.map(([reference]) => reference)).toEqual([]);
    expect(references.length).toBeGreaterThan(100);
  });

  it('has bodies that are plain objects, and no keyword that tools take for another', () => {
    const bodies = operations().flatMap(({ requestBody }) => {
      const ref = requestBody?.content['application/json']?.schema.$ref;
      return ref === undefined ? [] : [ref.split('/').at(-1)!];
    });
    expect(bodies).toContain('CreateProject');
    for (const name of bodies) {
      const schema = served.components!.schemas![name] as Record<string, unknown>;
      expect({ name, keywords: Object.keys(schema) }).toEqual({
        name,
        keywords: expect.not.arrayContaining(['anyOf', 'oneOf', 'allOf']) as unknown,
      });
      expect(schema.type).toBe('object');
    }
    const text = JSON.stringify(served);
    expect(text.match(/"(multipleOf|exclusiveMaximum|bearerFormat)"|"enum":\["true"/g)).toBeNull();
    const typed = Object.values(served.components!.schemas!).filter(
      (schema) => typeof (schema as { additionalProperties?: unknown }).additionalProperties === 'object',
    );
    expect(typed).toEqual([]);
  });

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
        statuses: expect.arrayContaining(['400', '401', '408', '417', '429', '431', '500', '503']) as unknown,
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
