import { setTimeout as sleep } from 'node:timers/promises';
import { DataFolderInUseError } from './take-over';
import { Patience } from './patience';

/** A server of this process, which holds the owner lock of its cluster. */
export interface OwnedServer {
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<void>;
  /** Why it ended, as a sentence. */
  explainExit(): string;
  stop(): Promise<void>;
}

export interface SupervisorOptions {
  /** Starts the server again: on the same data and port, and only if the cluster is still ours. */
  readonly startAgain: () => Promise<OwnedServer>;
  /** Takes a sentence about a server that ended or runs again. */
  readonly report: (sentence: string) => void;
}

/** Starts a server again that ends by itself, until it is stopped or nothing helps. */
export class Supervisor {
  /** Resolves with the reason when the server ended and could not be started again; never otherwise. */
  readonly gaveUp: Promise<string>;
  private readonly cancelled = new AbortController();
  private readonly patience = new Patience();
  private runs = true;
  private restarts = 0;
  private supervision: Promise<string | undefined>;

  constructor(
    private server: OwnedServer,
    private readonly options: SupervisorOptions,
  ) {
    this.supervision = this.supervise();
    this.gaveUp = new Promise((resolve) => {
      void this.supervision.then((reason) => {
        if (reason !== undefined) resolve(reason);
      });
    });
  }

  get state(): { readonly isRunning: boolean; readonly restarts: number } {
    return { isRunning: this.runs, restarts: this.restarts };
  }

  /** Safe to be called more than once. A start that is under way is waited for. */
  async stop(): Promise<void> {
    this.cancelled.abort();
    await this.server.stop();
    await this.supervision;
  }

  /** Returns why it gave up; undefined when it was stopped. */
  private async supervise(): Promise<string | undefined> {
    for (;;) {
      const startedAt = performance.now();
      await this.server.exited;
      if (this.isCancelled()) return undefined;
      this.runs = false;
      const problem = await this.restart(this.server.explainExit(), performance.now() - startedAt);
      if (problem !== undefined || this.isCancelled()) {
        await this.server.stop();
        return this.isCancelled() ? undefined : problem;
      }
    }
  }

  /** Returns why no attempt succeeded; undefined when one did, or when it was stopped. */
  private async restart(exit: string, ranFor: number): Promise<string | undefined> {
    const endedAt = performance.now();
    let [reason, reported] = [exit, ''];
    for (let lived = ranFor; ; lived = 0) {
      const pause = this.patience.afterFailure(reason, lived);
      if (pause === undefined) return reason;
      // With a full disk the same reason comes many times.
      if (reason !== reported) this.options.report(`${reason} It is being started again.`);
      reported = reason;
      await sleep(pause, undefined, { signal: this.cancelled.signal }).catch(() => undefined);
      if (this.isCancelled()) return undefined;
      try {
        this.server = await this.options.startAgain();
        this.runs = true;
        this.restarts++;
        this.options.report(`PostgreSQL runs again, after ${seconds(performance.now() - endedAt)} s.`);
        return undefined;
      } catch (error) {
        reason = (error as Error).message;
        if (error instanceof DataFolderInUseError) return reason;
      }
    }
  }

  private isCancelled(): boolean {
    return this.cancelled.signal.aborted;
  }
}

const seconds = (milliseconds: number): string => (milliseconds / 1_000).toFixed(1);
