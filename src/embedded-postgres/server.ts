import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartupError } from './startup-error';
import { type Binaries } from './binaries';
import { isFull } from './disk-space';
import { findFreePort } from './free-port';
import { lastFatal, logSize, readLogSince } from './log-file';
import { type ClusterPaths } from './paths';
import { readPostmasterFile } from './postmaster';
import { dataDirectoryAs } from './reach';
import { run, SERVER_ENVIRONMENT } from './run';
import { type OtherSettings, settings } from './settings';
import { describeUser, type ServerUser } from './server-user';

export const POLL_INTERVAL = 25;
/** Only the replay of a large log after a crash takes more than a second. */
const READY_TIMEOUT = 5 * 60_000;
const FAST_SHUTDOWN_TIMEOUT = 10_000;

export interface ServerOptions {
  readonly paths: ClusterPaths;
  readonly binaries: Binaries;
  readonly user: ServerUser | undefined;
  readonly settings?: OtherSettings | undefined;
}

/** A start that failed for a reason that is gone soon. */
export type Retry = 'occupied' | 'port-taken';

/** A server that is a child of this process. */
export class Server {
  /** Ends with the server, however that is stopped. */
  readonly exited: Promise<void>;
  hasExited = false;
  /** What ended it. */
  private signal: NodeJS.Signals | null = null;
  /** Why it could not even be executed. */
  private spawnError: Error | undefined;
  private stopped: Promise<void> | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly options: ServerOptions,
    private readonly logOffset: number,
    readonly port: number,
  ) {
    this.exited = new Promise((resolve) => {
      const end = (): void => {
        this.hasExited = true;
        resolve();
      };
      child.once('exit', (_, signal) => {
        this.signal = signal;
        end();
      });
      child.on('error', (error) => {
        // A signal that could not be sent is reported here, too.
        if (child.pid !== undefined) return;
        this.spawnError = error;
        end();
      });
    });
  }

  /** Starts a server, on a free port if none is given, and waits until it answers. */
  static async start(options: ServerOptions, fixedPort?: number): Promise<Server | Retry> {
    const { paths, binaries, user } = options;
    const port = fixedPort ?? (await findFreePort());
    const { folder, cwd } = dataDirectoryAs(paths.data, user);
    const logOffset = logSize(paths.log);
    // The log is a file of the server's own and not a pipe to us, which would break when we are killed.
    const log = openSync(paths.log, 'a', 0o600);
    try {
      const child = spawn(binaries.postgres, ['-D', folder, ...settings(port, options.settings)], {
        ...user,
        cwd,
        env: SERVER_ENVIRONMENT,
        stdio: ['ignore', log, log],
        // Ctrl-C goes to the whole process group, and when the database stops is up to our own shutdown.
        detached: true,
        windowsHide: true,
      });
      const server = new Server(child, options, logOffset, port);
      return (await server.becomesReady()) ? server : server.explainFailure();
    } finally {
      closeSync(log);
    }
  }

  /** Why the server is no longer there, in the words of its log. */
  explainExit(): string {
    return `PostgreSQL has ended: ${this.cause()}. Its log is ${this.options.paths.log}.`;
  }

  /** Fast shutdown, and an immediate one if that takes too long: after it the log is replayed at the next start. */
  stop(): Promise<void> {
    this.stopped ??= this.shutDown();
    return this.stopped;
  }

  private async shutDown(): Promise<void> {
    if (process.platform === 'win32') {
      await run(this.options.binaries.pgCtl, ['stop', '-D', this.options.paths.data, '-m', 'fast', '-W']);
    } else this.child.kill('SIGINT');
    const timer = setTimeout(() => this.child.kill('SIGQUIT'), FAST_SHUTDOWN_TIMEOUT);
    await this.exited;
    clearTimeout(timer);
  }

  /** The server writes into its lock file when it is ready: another server can't respond in its place. */
  private async becomesReady(): Promise<boolean> {
    const deadline = Date.now() + READY_TIMEOUT;
    while (!this.hasExited) {
      const file = readPostmasterFile(this.options.paths);
      if (file?.isReady === true && (process.platform === 'win32' || file.pid === this.child.pid))
        return true;
      if (Date.now() > deadline) {
        await this.stop();
        throw new StartupError(
          `PostgreSQL was not ready after ${READY_TIMEOUT / 60_000} minutes. See ${this.options.paths.log}.`,
        );
      }
      await Promise.race([this.exited, sleep(POLL_INTERVAL)]);
    }
    return false;
  }

  private explainFailure(): Retry {
    const log = this.readLog();
    // An empty lock file is that of another start, a moment before it writes to it, or a remnant, which goes before a retry.
    if (/lock file "postmaster\.pid" (already exists|is empty)|pre-existing shared memory block/.test(log))
      return 'occupied';
    if (/could not create any TCP\/IP sockets|could not bind/.test(log)) return 'port-taken';
    throw new StartupError(
      `PostgreSQL could not start on ${this.options.paths.data}: ${this.cause()}${describeUser(this.options.user)}. ` +
        `Solve that and start again; the whole log is ${this.options.paths.log}.`,
    );
  }

  private cause(): string {
    if (this.spawnError !== undefined) return this.spawnError.message;
    // Then the log could not be written either.
    if (isFull(this.options.paths.dataFolder)) return `no space is left for ${this.options.paths.dataFolder}`;
    return this.signal === null ? lastFatal(this.readLog()) : `it was killed by ${this.signal}`;
  }

  private readLog(): string {
    return readLogSince(this.options.paths.log, this.logOffset);
  }
}
