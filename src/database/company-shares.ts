import { endInTurn } from './loop-turns';

export interface ShareLimits {
  /** How much work runs at once, of all companies. */
  readonly total: number;
  /** How much of it may be of one company. */
  readonly perCompany: number;
  /** How much work of one company may wait for its turn. */
  readonly maxWaiting: number;
  /** How long it may wait, in milliseconds, unless it says otherwise. */
  readonly waitMs: number;
}

interface Queue {
  readonly waiting: (() => void)[];
  running: number;
}

/**
 * Bounds work that takes long, for each company and altogether. What can't start at once waits: companies take turns,
 * and within a company the first call comes first. The key may be of something smaller than a company, too.
 */
export class CompanyShares<Key = number> {
  /** In the order of the companies' next turns. */
  private readonly queues = new Map<Key, Queue>();
  private running = 0;

  constructor(private readonly limits: ShareLimits) {}

  /** How much work runs. */
  get active(): number {
    return this.running;
  }

  /** How much work waits for its turn. */
  get waiting(): number {
    let count = 0;
    for (const { waiting } of this.queues.values()) count += waiting.length;
    return count;
  }

  /** Would work have to wait now? */
  isTaken(companyId: Key): boolean {
    const queue = this.queues.get(companyId);
    return queue !== undefined && (queue.waiting.length > 0 || !this.hasRoom(queue));
  }

  /**
   * Fails with what `refusal` returns if too much work of the company waits already, if this waits too long, or if its
   * caller gives up before its turn comes.
   */
  async run<Result>(
    companyId: Key,
    work: () => Promise<Result>,
    refusal: () => Error,
    waitMs?: number,
    gone?: AbortSignal,
  ): Promise<Result> {
    const end = await this.start(companyId, refusal, waitMs, gone);
    try {
      return await work();
    } finally {
      end();
    }
  }

  /** The same for work that has no promise: waits for its turn, and returns what must be called, once, when it has ended. */
  async start(
    companyId: Key,
    refusal: () => Error,
    waitMs = this.limits.waitMs,
    gone?: AbortSignal,
  ): Promise<() => void> {
    const queue = await this.turn(companyId, refusal, waitMs, gone);
    return () => {
      queue.running--;
      this.running--;
      this.startNext();
      this.forgetIdle(companyId, queue);
    };
  }

  private async turn(
    companyId: Key,
    refusal: () => Error,
    waitMs: number,
    gone: AbortSignal | undefined,
  ): Promise<Queue> {
    const queue = this.queues.get(companyId) ?? { waiting: [], running: 0 };
    if (queue.waiting.length === 0 && this.hasRoom(queue)) {
      this.take(companyId, queue);
      return queue;
    }
    if (queue.waiting.length >= this.limits.maxWaiting || gone?.aborted === true) throw refusal();
    this.queues.set(companyId, queue);
    return new Promise((resolve, reject) => {
      const start = (): void => {
        clearTimeout(deadline);
        gone?.removeEventListener('abort', giveUp);
        resolve(queue);
      };
      const giveUp = (): void => {
        clearTimeout(deadline);
        gone?.removeEventListener('abort', giveUp);
        queue.waiting.splice(queue.waiting.indexOf(start), 1);
        this.forgetIdle(companyId, queue);
        endInTurn(() => {
          reject(refusal());
        });
      };
      const deadline = setTimeout(giveUp, waitMs);
      gone?.addEventListener('abort', giveUp);
      queue.waiting.push(start);
    });
  }

  private startNext(): void {
    // A company whose work starts goes to the end of the map, where the loop meets it again after the others.
    for (const [companyId, queue] of this.queues) {
      if (this.running >= this.limits.total) return;
      if (queue.waiting.length === 0 || !this.hasRoom(queue)) continue;
      this.take(companyId, queue);
      queue.waiting.shift()!();
    }
  }

  private hasRoom({ running }: Queue): boolean {
    return this.running < this.limits.total && running < this.limits.perCompany;
  }

  private take(companyId: Key, queue: Queue): void {
    this.queues.delete(companyId);
    this.queues.set(companyId, queue);
    queue.running++;
    this.running++;
  }

  private forgetIdle(companyId: Key, { running, waiting }: Queue): void {
    if (running === 0 && waiting.length === 0) this.queues.delete(companyId);
  }
}
