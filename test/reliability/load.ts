import { type Api, withKey } from '../support/api';
import { type TestCompany } from '../support/builders/company';
import { wholeProjectBody } from '../support/builders/project';
import { until } from '../support/until';
import { type Journal } from './journal';

export const CLIENTS = 8;

/** Clients that create one project after the other, and send again with its key what was not acknowledged. */
export class Load {
  readonly journal: Journal = new Map();
  /** Every refusal, as its status and `Retry-After`, or that there was no response. */
  readonly refusals = new Set<string>();
  acknowledged = 0;
  private isOver = false;
  private readonly clients: Promise<unknown>;

  constructor(
    private readonly api: Api,
    private readonly company: TestCompany,
  ) {
    this.clients = Promise.all(Array.from({ length: CLIENTS }, async (_, name) => this.run(name)));
  }

  /** Waits until so many more were acknowledged; how long that took, in milliseconds. */
  async continues(count: number): Promise<number> {
    const before = this.acknowledged;
    const startedAt = performance.now();
    await until(() => Promise.resolve(this.acknowledged >= before + count));
    return performance.now() - startedAt;
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.clients;
  }

  private async run(name: number): Promise<void> {
    for (let number = 0; !this.isOver; number++) {
      const key = `key-${name}-${number}`;
      this.journal.set(key, undefined);
      while (this.journal.get(key) === undefined) {
        const body = { ...wholeProjectBody(this.company), name: key };
        const response = await this.api.post('/api/projects', body, withKey(key)).catch(() => undefined);
        if (response?.status === 201) {
          this.journal.set(key, (response.body as { id: number }).id);
          this.acknowledged++;
        } else {
          const refusal = response && `${response.status} ${response.headers.get('retry-after')}`;
          this.refusals.add(refusal ?? 'connection lost');
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    }
  }
}
