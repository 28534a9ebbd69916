/**
 * The query of the next page. Only the query is taken over from the link, since the service behind a proxy can't know
 * by which address it is called, and the token must not go to another.
 */
export function nextQuery(response: Response): object | undefined {
  const target = /<([^>]*)>\s*;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  if (target === undefined) return undefined;
  return Object.fromEntries(new URL(target, response.url).searchParams);
}
