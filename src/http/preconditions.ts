import { ExcludedItemError, PreconditionFailedError } from './api-error';
import { entityTag, fieldsChangedSince } from './entity-tag';

/** What the headers of a request say of the item that it writes. */
export interface Conditions {
  /** `If-Match`: what the caller believes the item to be. */
  readonly ifMatch?: string | undefined;
  /** `If-None-Match`: what the item must not be; `*` is anything, so that there must be none. */
  readonly ifNoneMatch?: string | undefined;
}

export const isConditional = ({ ifMatch, ifNoneMatch }: Conditions): boolean =>
  ifMatch !== undefined || ifNoneMatch !== undefined;

/**
 * Throws if the item, in one of the forms in which it is responded with, is not what `If-Match` names, or is what
 * `If-None-Match` does. Without the headers everything goes.
 */
export function assertConditions(conditions: Conditions, ...forms: readonly object[]): void {
  assertMatches(conditions.ifMatch, forms as readonly Record<string, unknown>[]);
  if (conditions.ifNoneMatch === undefined) return;
  for (const form of forms) {
    const tag = entityTag(form as Record<string, unknown>);
    if (isKnown(conditions.ifNoneMatch, tag)) throw new ExcludedItemError(tag);
  }
}

function assertMatches(ifMatch: string | undefined, items: readonly Record<string, unknown>[]): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const tags = tagsOf(ifMatch);
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
