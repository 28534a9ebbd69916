import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type DemoService, DOCUMENT, runTool, startDemoService, TOOLS } from './support/tool';

const GENERATED = join(TOOLS, 'programs/generated');

let service: DemoService;

beforeAll(async () => {
  service = await startDemoService();
  rmSync(GENERATED, { recursive: true, force: true });
  mkdirSync(GENERATED);
  const document = service.documentUrl;
  await runTool('node_modules/openapi-typescript/bin/cli.js', [
    document,
    '-o',
    join(GENERATED, 'openapi-typescript.ts'),
  ]);
  await runTool('node_modules/@hey-api/openapi-ts/bin/run.js', [
    ...['-i', document],
    ...['-o', join(GENERATED, 'hey-api')],
    ...['-c', '@hey-api/client-fetch'],
  ]);
  await runTool('node_modules/orval/dist/bin/orval.js', ['-c', 'orval.config.js'], { DOCUMENT: document });
  await runTool('node_modules/typescript/bin/tsc', ['-p', 'programs']);
}, 300_000);

afterAll(async () => {
  await service.stop();
});

describe('a client generated from the document as it is served', () => {
  // Each program compiles under `strict` and creates a project with metadata.
  it.each(['openapi-typescript', 'hey-api', 'orval-fetch', 'orval-zod'])(
    'compiles, and creates a project with metadata: %s',
    async (program) => {
      const output = await runTool(join('programs/generated/dist', `${program}.js`), [], {
        BASE_URL: service.url,
        TOKEN: service.token,
      });
      const { id, data } = JSON.parse(output) as { id: number; data: object };
      expect(data).toMatchObject({ id, name: 'First project', value: 10.96, metadata_13: 'IT' });
      expect(
        await service.database.query(
          `select p.name, p.value::float, mv.value as sector from projects p
          join project_metadata_values mv on mv.company_id = p.company_id and mv.project_id = p.id
          where p.id = $1`,
          [id],
        ),
      ).toEqual([{ name: 'First project', value: 10.96, sector: 'IT' }]);
    },
  );
});

describe('the TypeScript client', () => {
  it('has the types of the checked-in document (npm run client writes them)', async () => {
    const types = await runTool('node_modules/openapi-typescript/bin/cli.js', [DOCUMENT]);
    expect(types).toBe(readFileSync(join(TOOLS, '../clients/typescript/src/schema.ts'), 'utf8'));
  });
});
