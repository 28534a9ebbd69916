import { PreconditionFailedError } from './api-error';
import { entityTag, fieldsChangedSince } from './entity-tag';

/** Throws unless `If-Match` names the item as it is now. Without the header everything goes. */
export function assertMatches(ifMatch: string | undefined, item: object): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const current = entityTag(item as Record<string, unknown>);
  const tags = tagsOf(ifMatch);
  if (tags.includes(current)) return;
  const changed = fieldsChangedSince(tags[0] ?? '""', item as Record<string, unknown>);
  throw new PreconditionFailedError(
    changed.filter((field) => field !== 'updated_at'),
    current,
  );
}

/** Throws if there is an `If-Match`: it names an item, or any at all, and there is none. */
export function assertMayBeMissing(ifMatch: string | undefined): void {
  if (ifMatch !== undefined) throw new PreconditionFailedError([]);
}

/** Does `If-None-Match` name this tag? Then the caller has what it asks for. A weak tag will do. */
export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || tagsOf(ifNoneMatch).includes(tag);
}

/** The quoted tags of a header. `W/` before one is passed by: proxies that compress put it there. */
function tagsOf(header: string): string[] {
  return header.match(/"[^"]*"/g) ?? [];
}
