import { type components, type paths } from './api-types';
import { ApiError } from './errors';
import { nextQuery } from './next-query';
import { type RequestMethods } from './request-methods';
import { sleep } from './sleep';

/** Something that was done in the company, and the item as it is now. */
export type FeedEvent = Omit<components['schemas']['Event'], 'project'> & {
  readonly project?: components['schemas']['Project'];
};

type Query = NonNullable<paths['/api/events']['get']['parameters']['query']>;

/** From where to follow, `after`, which events, and how many a request. */
export interface EventsOptions extends Query {
  /** Ends the following: the iterator throws its reason. */
  readonly signal?: AbortSignal;
  /** The pause when there is nothing new: 2 seconds unless given. */
  readonly pauseMs?: number;
}

/** The events of the feed, those to come as well. Throws an ApiError if a page can not be had. */
export async function* followEvents(
  client: RequestMethods,
  { signal, pauseMs = 2_000, ...first }: EventsOptions = {},
): AsyncGenerator<FeedEvent, never, undefined> {
  let query: Query = first;
  for (;;) {
    const { data, error, response } = await client.GET('/api/events', {
      params: { query },
      ...(signal && { signal }),
    });
    if (data === undefined) throw new ApiError(response.status, error);
    yield* data as readonly FeedEvent[];
    const next = nextQuery(response);
    if (next === undefined) throw new Error('The response has no Link: rel="next" to follow.');
    query = next;
    if (data.length === 0) await sleep(pauseMs, signal);
  }
}
