import { type Page } from '../http/raw-json';
import { MAX_LIMIT } from './list-query.dto';
import { placeAfter } from './order';

/**
 * The header `Link` of a list: `<…>; rel="next"`. It names the last item instead of an offset, so that the thousandth
 * page costs what the first does. A page that is not full has none, unless it says itself where the next one begins.
 */
export function nextLink(requestUrl: string, page: Page): string | undefined {
  const url = new URL(requestUrl, 'http://localhost');
  const next = page.next ?? nextPage(url.searchParams, page);
  if (next === undefined) return undefined;
  url.searchParams.delete('offset');
  for (const [name, value] of Object.entries(next)) url.searchParams.set(name, value);
  return `<${url.pathname}${url.search}>; rel="next"`;
}

function nextPage(query: URLSearchParams, { count, lastId, last, syncUntil }: Page): Page['next'] {
  const limit = Number(query.get('limit') ?? MAX_LIMIT);
  if (lastId === null || count !== limit) return undefined;
  const order = query.get('order');
  return {
    after: order === null || !last ? String(lastId) : placeAfter(order, last),
    ...(syncUntil === undefined ? {} : { until: syncUntil.toISOString() }),
  };
}
