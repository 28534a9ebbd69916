import { type ApiResponse, type Api } from '../support/api';

export interface FeedEvent {
  readonly cursor: string;
  readonly id: number;
  readonly type: string;
  readonly created_at: string;
  readonly changes: readonly object[];
  readonly project_id?: number;
  readonly project?: { readonly id: number; readonly updated_at: string };
}

/** The path of the next page, which every page of the feed has. */
export function nextOf({ headers }: ApiResponse): string {
  return /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')![1]!;
}

/** Follows the feed until a page is empty. */
export async function readFeed(
  api: Api,
  path = '/api/events',
): Promise<{ events: FeedEvent[]; next: string }> {
  const events: FeedEvent[] = [];
  for (let next = path; ;) {
    const response = await api.get(next);
    if (response.status !== 200)
      throw new Error(`${next} responds with ${response.status}: ${response.text}`);
    const page = response.body as FeedEvent[];
    events.push(...page);
    next = nextOf(response);
    if (page.length === 0) return { events, next };
  }
}

/** What is stamped in a millisecond can be read once it has passed, and a change can be stamped a few ahead. */
export async function whenStampsHavePassed(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
