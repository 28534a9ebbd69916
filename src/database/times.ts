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

  end(times: Times): void {
    const now = performance.now();
    times.queued += (this.begun ?? now) - this.start;
    if (this.begun !== undefined) times.inDatabase += now - this.begun;
  }
}
