import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { useService } from '../support/app';
import { createDemo } from '../support/demo';

const ROOT = join(__dirname, '../..');
const PACKAGE = join(ROOT, 'clients/typescript');

/** Runs a script of the package, and returns what it prints. */
async function run(script: string, env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--require', 'ts-node/register/transpile-only', join(PACKAGE, script)],
    { cwd: ROOT, env: { PATH: process.env.PATH, ...env }, maxBuffer: 10_000_000 },
  );
  return stdout;
}

function versionsIn(file: string): Record<string, string> {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(file, 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  return { ...devDependencies, ...dependencies };
}

describe('the package of the TypeScript client', () => {
  it('depends on what it is tested with', () => {
    const versions = versionsIn(join(PACKAGE, 'package.json'));
    expect(versionsIn(join(ROOT, 'package.json'))).toMatchObject(versions);
    expect(Object.keys(versions)).toEqual(['openapi-fetch']);
  });
});

describe('the example of the TypeScript client', () => {
  const service = useService();

  it('runs in the demo company, again at any time', async () => {
    const { token } = await createDemo(service.database);
    const env = { BASE_URL: service.url, TOKEN: token };
    const output = `A-1041 is project 1
A-1042 is project 2
A-1043 is project 3
Web shop: 48 K, IT, changed <instant>
Audit: 9.5 K, Finance, changed <instant>
Data platform: 120 K, no sector, changed <instant>
`;
    const runOnce = async (): Promise<string> =>
      (await run('examples/sync-opportunities.ts', env)).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<instant>');
    expect(await runOnce()).toBe(output);
    // However long after: no key expires.
    await service.database.query('delete from idempotency_keys');
    expect(await runOnce()).toBe(output);
  }, 60_000);

  it('says what went wrong', async () => {
    const { token } = await createDemo(service.database);
    const env = { BASE_URL: service.url, TOKEN: token, COMPANY: 'nowhere' };
    await expect(run('examples/sync-opportunities.ts', env)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^401 unauthorized: .+\n$/) as string,
    });
  }, 60_000);
});
