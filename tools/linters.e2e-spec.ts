import { DOCUMENT, runTool, TOOLS } from './support/tool';

describe('linters find nothing in the OpenAPI document', () => {
  it('Redocly, with its recommended rules', async () => {
    const output = await runTool('node_modules/@redocly/cli/bin/cli.js', [
      'lint',
      '--config',
      `${TOOLS}/redocly.yaml`,
      '--format',
      'json',
      DOCUMENT,
    ]);
    const { problems } = JSON.parse(output.slice(output.indexOf('{'))) as { problems: unknown[] };
    expect(problems).toEqual([]);
  });

  it('Spectral, with its rules for OpenAPI', async () => {
    const output = await runTool('node_modules/@stoplight/spectral-cli/dist/index.js', [
      'lint',
      '--ruleset',
      `${TOOLS}/spectral.yaml`,
      '--format',
      'json',
      '--quiet',
      DOCUMENT,
    ]);
    expect(JSON.parse(output)).toEqual([]);
  });

  it('swagger-parser, which resolves and validates it', async () => {
    const output = await runTool('programs/swagger-parser.mjs', [DOCUMENT]);
    expect(JSON.parse(output)).toEqual({ title: 'Projects API', paths: expect.any(Number) as number });
  });
});
