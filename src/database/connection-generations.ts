/** A server that stays read-only, or that closes each connection, does not make the pool connect anew without end. */
const MIN_INTERVAL = 1_000;

/**
 * Which connections of the pool must not be used again: after a failover the old ones may still reach a server that is
 * read-only or gone, and only new ones reach the server that took its place.
 */
export class ConnectionGenerations {
  private current = 0;
  private endedAt = -Infinity;
  private readonly generations = new WeakMap<object, number>();

  constructor(private readonly clock = () => performance.now()) {}

  /** A connection belongs to the generation in which it is first seen. */
  hasEnded(connection: object): boolean {
    return this.of(connection) < this.current;
  }

  /** Ends the generation of a connection, with all others of it, at most once a second. */
  end(connection: object): void {
    const now = this.clock();
    if (this.hasEnded(connection) || now - this.endedAt < MIN_INTERVAL) return;
    this.current++;
    this.endedAt = now;
  }

  private of(connection: object): number {
    const known = this.generations.get(connection);
    if (known === undefined) this.generations.set(connection, this.current);
    return known ?? this.current;
  }
}
