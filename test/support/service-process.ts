import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(__dirname, '../../dist/main.js');

/** What the database of the tests needs: their pooler does not keep prepared statements, and tables may be distributed. */
export const DATABASE_SETTINGS: Record<string, string> = {
  ...(process.env.TEST_POOLER_PORT === undefined ? {} : { DATABASE_PREPARE: 'off' }),
  ...(process.env.TEST_DISTRIBUTED === 'on' ? { DATABASE_DISTRIBUTED: 'on' } : {}),
};

/** The built service as a process of its own, as an operator starts it. */
export class ServiceProcess {
  output = '';
  errors = '';
  readonly ended: Promise<number | string>;
  private readonly child: ChildProcess;

  /**
   * Writing a file beyond `maxFileSize`, in kilobytes, fails as on a full disk does. `script` are the commands that start
   * it in another way.
   */
  constructor(
    env: Record<string, string>,
    { maxFileSize, script }: { readonly maxFileSize?: number; readonly script?: string } = {},
  ) {
    const limit = maxFileSize === undefined ? '' : `ulimit -f ${2 * maxFileSize}; `;
    this.child = spawn('/bin/sh', ['-c', script ?? `${limit}exec "$0" "$@"`, process.execPath, MAIN], {
      // Nothing of the developer's own settings, and no .env file of the checkout.
      cwd: tmpdir(),
      env: {
        PATH: process.env.PATH,
        PORT: '0',
        LOG_LEVEL: 'warn',
        SHUTDOWN_DELAY_MS: '0',
        ...DATABASE_SETTINGS,
        ...env,
      },
    });
    this.child.stdout!.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr!.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        resolve(code ?? signal!);
      });
    });
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** The URL, once the service says that it listens. */
  async listening(): Promise<string> {
    for (;;) {
      const url = /listens on (http:\S+)/.exec(this.output)?.[1];
      if (url !== undefined && this.output.includes('\n')) return url;
      if (this.child.exitCode !== null) throw new Error(`the service ended: ${this.errors}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Sends a signal and waits for the end: the exit code, or the signal that ended it. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string> {
    this.child.kill(signal);
    return this.ended;
  }
}
