import { type ConnectionUse, connectionUses } from './measures';

/** What a request spends on the database, in milliseconds: waiting for its turn or a connection, and holding one. */
export class Times {
  queued = 0;
  inDatabase = 0;

  add({ queued, inDatabase }: Pick<Times, 'queued' | 'inDatabase'>): void {
    this.queued += queued;
    this.inDatabase += inDatabase;
  }
}

/** The time of one use of a connection: waits from its construction on, and holds the connection from `begin` on. */
export class Stopwatch {
  private readonly start = performance.now();
  private begun: number | undefined;

  begin(): void {
    this.begun = performance.now();
  }

  end(times: Times | undefined): void {
    const now = performance.now();
    const begun = this.begun ?? now;
    const use: ConnectionUse = { queued: begun - this.start, held: now - begun };
    times?.add({ queued: use.queued, inDatabase: use.held });
    if (connectionUses.hasSubscribers) connectionUses.publish(use);
  }
}
