import { type Page } from '../http/json-text';
import { MAX_LIMIT } from './list-query.dto';

/**
 * The header `Link` of a full page of a list: `<…>; rel="next"`. It names the last id instead of an offset, so that the
 * thousandth page costs what the first does.
 */
export function nextLink(requestUrl: string, { count, lastId }: Page): string | undefined {
  const url = new URL(requestUrl, 'http://localhost');
  const limit = Number(url.searchParams.get('limit') ?? MAX_LIMIT);
  if (lastId === null || count !== limit) return undefined;
  url.searchParams.delete('offset');
  url.searchParams.set('after', String(lastId));
  return `<${url.pathname}${url.search}>; rel="next"`;
}
