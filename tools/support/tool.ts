import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LATEST_VERSION } from '../../src/http/api-versions';
import { startApp, type TestApp } from '../../test/support/app';
import { createDemo } from '../../test/support/demo';

export const TOOLS = join(__dirname, '..');
export const DOCUMENT = join(TOOLS, `../openapi/${LATEST_VERSION}.json`);

/** The service with the demo company, and its document as a file that names this service. */
export interface DemoService extends TestApp {
  readonly token: string;
  readonly documentUrl: string;
  readonly documentFile: string;
  /** For files of the test; gone when the service stops. */
  readonly folder: string;
}

export async function startDemoService(): Promise<DemoService> {
  const service = await startApp();
  const { token } = await createDemo(service.database);
  const documentUrl = `${service.url}/docs-json`;
  const folder = mkdtempSync(join(tmpdir(), 'projects-api-document-'));
  const documentFile = join(folder, 'openapi.json');
  writeFileSync(documentFile, await (await fetch(documentUrl)).text());
  return {
    ...service,
    token,
    documentUrl,
    documentFile,
    folder,
    async stop() {
      rmSync(folder, { recursive: true });
      await service.stop();
    },
  };
}

/** Headers of a caller in the demo company. */
export const callerHeaders = (token: string): Record<string, string> => ({
  Authorization: `Bearer ${token}`,
  'Wethod-Company': 'demo',
  'Wethod-Version': LATEST_VERSION,
});

/** Runs a script of a tool, named by its path in this folder, and resolves to what it prints. Rejects if it fails. */
export async function runTool(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(TOOLS, script), ...args], {
    cwd: TOOLS,
    env: { ...environment(), ...env },
    maxBuffer: 50_000_000,
    timeout: 100_000,
  });
  return stdout;
}

/** Starts a tool that serves until it is killed. */
export function startTool(script: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(TOOLS, script), ...args], { cwd: TOOLS, env: environment() });
}

function environment(): Record<string, string> {
  // No tool may report to its makers.
  return {
    HOME: tmpdir(),
    REDOCLY_TELEMETRY: 'off',
    REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
    SCARF_ANALYTICS: 'false',
    NO_COLOR: '1',
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
