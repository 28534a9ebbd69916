/**
 * A place in the order of a company's events: behind the event with this stamp and this id. It is made of what is stored
 * with the event, so it stays good wherever the database moves.
 */
export interface EventCursor {
  /** The stamp in milliseconds since 1970. */
  readonly at: number;
  readonly id: number;
}

export const OLDEST: EventCursor = { at: 0, id: 0 };

/** 9999-12-31: PostgreSQL reads later years in another spelling. */
const MAX_AT = 253_402_300_799_999;

export function formatCursor({ at, id }: EventCursor): string {
  return `${at}.${id}`;
}

/** Undefined for what `formatCursor` never returns. */
export function parseCursor(text: string): EventCursor | undefined {
  const [, at, id] = /^(\d{1,15})\.(\d{1,16})$/.exec(text) ?? [];
  const cursor = { at: Number(at), id: Number(id) };
  const isExact = cursor.at <= MAX_AT && Number.isSafeInteger(cursor.id);
  return isExact && formatCursor(cursor) === text ? cursor : undefined;
}

/** The place behind everything that is stamped before an instant. */
export function cursorBefore(instant: Date): EventCursor {
  return { at: instant.getTime(), id: 0 };
}

export function isBehind(one: EventCursor, other: EventCursor): boolean {
  return one.at > other.at || (one.at === other.at && one.id > other.id);
}
