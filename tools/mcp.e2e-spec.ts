import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { documentedOperations } from '../test/openapi/operations';
import { type DemoService, runTool, startDemoService, TOOLS } from './support/tool';

let service: DemoService;

beforeAll(async () => {
  service = await startDemoService();
});

afterAll(async () => {
  await service.stop();
});

async function toolNames(
  server: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<string[]> {
  return JSON.parse(await runTool('programs/list-mcp-tools.mjs', [server, ...args], env)) as string[];
}

const operationIds = documentedOperations().map(({ operationId }) => operationId);

describe('an MCP server made from the document has a tool for every operation', () => {
  it('@ivotoby/openapi-mcp-server', async () => {
    const names = await toolNames(
      'node_modules/@ivotoby/openapi-mcp-server/bin/mcp-server.js',
      ['--tools', 'all'],
      {
        API_BASE_URL: service.url,
        OPENAPI_SPEC_PATH: service.documentFile,
      },
    );
    // It shortens words: create to crt, list to lst, groups to grps. It leaves out endpoint at the end.
    const shortened = operationIds.map((id) =>
      id
        .replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
        .replace(/^create/, 'crt')
        .replace(/^list/, 'lst')
        .replace(/^update/, 'upd')
        .replace(/^delete/, 'del')
        .replace('-group', '-grp')
        .replace(/-webhook-endpoint$/, '-webhook'),
    );
    expect(names.sort()).toEqual(shortened.sort());
  });

  it('openapi-mcp-generator, whose server compiles', async () => {
    const folder = join(TOOLS, 'programs/generated-mcp');
    rmSync(folder, { recursive: true, force: true });
    await runTool('node_modules/openapi-mcp-generator/bin/openapi-mcp-generator.js', [
      ...['--input', service.documentFile],
      ...['--output', folder],
      ...['--server-name', 'projects-api'],
    ]);
    await runTool('node_modules/typescript/bin/tsc', ['-p', folder]);
    const names = await toolNames(join(folder, 'build/index.js'), [], { API_BASE_URL: service.url });
    expect(names.sort()).toEqual([...operationIds].sort());
  });
});
