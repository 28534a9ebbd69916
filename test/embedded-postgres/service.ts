import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

export interface Line {
  readonly url?: string;
  readonly foundUrl?: string;
  readonly name?: string;
  readonly error?: string;
  readonly lastWork?: string;
}

export interface ServiceOptions {
  readonly script: string;
  readonly dataFolder: string;
  readonly node?: string;
  readonly user?: { uid: number; gid: number };
  /** The folder for temporary files. */
  readonly temporary?: string;
}

/** A process of its own that runs a cluster, see service.child.ts. */
export class Service {
  private readonly lines: AsyncIterator<string, undefined>;

  private constructor(private readonly child: ChildProcess) {
    this.lines = createInterface(child.stdout!)[Symbol.asyncIterator]();
  }

  static start({ script, dataFolder, node, user, temporary }: ServiceOptions): Service {
    const child = spawn(node ?? process.execPath, [script, dataFolder], {
      ...user,
      cwd: '/',
      // Settings of the operator that must not reach the server.
      env: {
        TZ: 'Asia/Tokyo',
        LC_ALL: 'tr_TR.UTF-8',
        PGPORT: '5432',
        ...(temporary && { TMPDIR: temporary }),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
      // A process group of its own, as a terminal would give it.
      detached: true,
    });
    return new Service(child);
  }

  get pid(): number {
    return this.child.pid!;
  }

  async nextLine(): Promise<Line> {
    const next = await this.lines.next();
    return next.done === true ? {} : (JSON.parse(next.value) as Line);
  }

  /** Ctrl-C in a terminal reaches every process of the group. */
  pressCtrlC(): void {
    process.kill(-this.pid, 'SIGINT');
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }
}

export async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Leaves something behind that shows later whether it is still the same data. */
export async function remember(url: string, word: string): Promise<void> {
  await query(url, 'CREATE TABLE IF NOT EXISTS memory (word text NOT NULL)');
  await query(url, `INSERT INTO memory VALUES ('${word}')`);
}

export async function recall(url: string): Promise<string[]> {
  return (await query<{ word: string }>(url, 'SELECT word FROM memory ORDER BY word')).map(
    ({ word }) => word,
  );
}

export function postmasterPid(dataFolder: string): number {
  return Number(readFileSync(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('what was waited for did not happen');
    await sleep(5);
  }
}
