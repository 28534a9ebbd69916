import { type Page } from '../http/json-text';
import { MAX_LIMIT } from './list-query.dto';
import { placeAfter } from './order';

/**
 * The header `Link` of a full page of a list: `<…>; rel="next"`. It names the last item instead of an offset, so that
 * the thousandth page costs what the first does.
 */
export function nextLink(requestUrl: string, { count, lastId, last }: Page): string | undefined {
  const url = new URL(requestUrl, 'http://localhost');
  const limit = Number(url.searchParams.get('limit') ?? MAX_LIMIT);
  if (lastId === null || count !== limit) return undefined;
  url.searchParams.delete('offset');
  const order = url.searchParams.get('order');
  url.searchParams.set('after', order === null || !last ? String(lastId) : placeAfter(order, last));
  return `<${url.pathname}${url.search}>; rel="next"`;
}
