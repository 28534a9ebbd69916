import { PreconditionFailedError } from './api-error';
import { entityTag, fieldsChangedSince } from './entity-tag';

/**
 * Throws unless `If-Match` names the item as it is now, in one of the forms in which it is responded with. Without the
 * header everything goes.
 */
export function assertMatches(ifMatch: string | undefined, ...forms: readonly object[]): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const tags = tagsOf(ifMatch);
  const items = forms as readonly Record<string, unknown>[];
  if (items.some((item) => tags.includes(entityTag(item)))) return;
  // The form that the tag is of has the fewest differences.
  const [{ tag, changed }] = items
    .map((item) => ({ tag: entityTag(item), changed: fieldsChangedSince(tags[0] ?? '""', item) }))
    .sort((one, other) => one.changed.length - other.changed.length) as [{ tag: string; changed: string[] }];
  throw new PreconditionFailedError(
    changed.filter((field) => field !== 'updated_at'),
    tag,
  );
}

/** Throws if there is an `If-Match`: it names an item, or any at all, and there is none. */
export function refuseIfMatch(ifMatch: string | undefined): void {
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
