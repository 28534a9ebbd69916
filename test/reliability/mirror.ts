import { setTimeout as delay } from 'node:timers/promises';
import { type FeedEvent, nextOf } from '../events/events';
import { type ApiResponse, type Api } from '../support/api';
import { scaled } from './scale';

export interface Project {
  readonly id: number;
  readonly updated_at: string;
}

/** A copy of the projects of a company, by their `updated_at`, that is kept up to date by reading again and again. */
export abstract class Mirror {
  readonly projects = new Map<number, string>();
  /** What it read twice, or in another order than it was done. */
  faults = 0;

  constructor(
    readonly name: string,
    private readonly api: Api,
  ) {}

  abstract pass(): Promise<void>;

  /** A page, read again while the service can't respond. */
  protected async page(path: string): Promise<ApiResponse> {
    for (;;) {
      const page = await this.api.get(path);
      if (page.status === 200) return page;
      if (page.status < 500) throw new Error(`${path} responds with ${page.status}: ${page.text}`);
      await delay(20);
    }
  }

  protected keep({ id, updated_at }: Project): void {
    if ((this.projects.get(id) ?? '') < updated_at) this.projects.set(id, updated_at);
  }
}

/** Begins the request ids of atomic imports, whose projects have ascending ids. */
export const ATOMIC = 'atomic-';

type Event = FeedEvent & { readonly request_id: string };

/** Follows the feed. */
export class FeedMirror extends Mirror {
  readonly seen = new Set<number>();
  private readonly lastOf = new Map<string | number, string | number>();
  private last: readonly [at: number, id: number] = [0, 0];
  private next = '/api/events?limit=500';

  async pass(): Promise<void> {
    const page = await this.page(this.next);
    this.next = nextOf(page);
    for (const event of page.body as Event[]) {
      if (!this.isInOrder(event)) this.faults++;
      this.seen.add(event.id);
      this.keep(event.project!);
    }
  }

  /** Each event once, all by their cursors, those of a project by their stamps, and those of an import by its lines. */
  private isInOrder({ id, cursor, created_at, project, request_id, type }: Event): boolean {
    const place = cursor.split('.').map(Number) as [number, number];
    const [at, before] = this.last;
    this.last = place;
    const isBehind = place[0] > at || (place[0] === at && place[1] > before);
    const isLine = type === 'project.created' && request_id.startsWith(ATOMIC);
    return (
      isBehind &&
      !this.seen.has(id) &&
      project!.updated_at >= created_at &&
      this.rises(project!.id, created_at) &&
      (!isLine || this.rises(request_id, project!.id))
    );
  }

  private rises(of: string | number, value: string | number): boolean {
    const last = this.lastOf.get(of);
    this.lastOf.set(of, value);
    return last === undefined || last < value;
  }
}

export interface Passes {
  readonly operator: 'gte' | 'gt';
  /** Where the next pass begins. */
  readonly from: 'X-Sync-Until' | 'the largest stamp';
  readonly pages: 'Link' | 'offset';
}

const LIMIT = scaled(50, 100);

/** Reads passes of what has changed since the last one. */
export class ListMirror extends Mirror {
  private from = '2020-01-01T00:00:00.000Z';

  constructor(
    api: Api,
    private readonly passes: Passes,
  ) {
    super(`${passes.operator}: ${passes.from}, by ${passes.pages}`, api);
  }

  async pass(): Promise<void> {
    const { operator, from, pages } = this.passes;
    const first = `/api/projects?updated_at=${operator}:${this.from}&deleted=include&limit=${LIMIT}`;
    let largest = this.from;
    let until: string | null = null;
    let next: string | undefined = first;
    for (let offset = LIMIT; next !== undefined; offset += LIMIT) {
      const page = await this.page(next);
      const projects = page.body as Project[];
      until ??= page.headers.get('x-sync-until');
      for (const project of projects) {
        this.keep(project);
        if (project.updated_at > largest) largest = project.updated_at;
      }
      if (projects.length < LIMIT) next = undefined;
      else next = pages === 'Link' ? nextOf(page) : `${first}&offset=${offset}`;
    }
    this.from = from === 'X-Sync-Until' ? until! : largest;
  }
}
