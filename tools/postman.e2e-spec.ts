import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DemoService, DOCUMENT, runTool, startDemoService, TOOLS } from './support/tool';

const COLLECTION = join(TOOLS, '../clients/postman/projects-api.postman_collection.json');

interface Entry {
  readonly name: string;
  readonly item?: readonly Entry[];
}

interface Report {
  readonly run: {
    readonly failures: readonly unknown[];
    readonly executions: readonly { readonly item: { name: string }; readonly response?: { code: number } }[];
  };
}

describe('the Postman collection', () => {
  let service: DemoService;

  beforeAll(async () => {
    service = await startDemoService();
  });

  afterAll(async () => {
    await service.stop();
  });

  it('is the one of the OpenAPI document (npm run postman writes it)', async () => {
    expect(await runTool('write-postman-collection.mjs', [DOCUMENT])).toBe(readFileSync(COLLECTION, 'utf8'));
  });

  it('runs in newman once the URL, the token and the company are set', async () => {
    const collection = JSON.parse(readFileSync(COLLECTION, 'utf8')) as Entry & { item: Entry[] };
    const requests = collection.item.flatMap(({ item }) => item!);
    const report = join(service.folder, 'report.json');
    await runTool('node_modules/newman/bin/newman.js', [
      'run',
      COLLECTION,
      ...['--env-var', `baseUrl=${service.url}`],
      ...['--env-var', `token=${service.token}`],
      ...['--env-var', 'company=demo'],
      ...['--reporters', 'json'],
      ...['--reporter-json-export', report],
    ]);
    const { run } = JSON.parse(readFileSync(report, 'utf8')) as Report;
    expect(run.failures).toEqual([]);
    expect(run.executions.map(({ item }) => item.name)).toEqual(requests.map(({ name }) => name));
    const refused = run.executions.flatMap(({ item, response }) =>
      response !== undefined && response.code < 300 ? [] : [[item.name, response?.code]],
    );
    expect(refused).toEqual([]);
  });
});
