/**
 * The rules that every process follows when it writes: how it announces and stamps, and what it stores beside a row.
 *
 * The schema has a function of this name. Every statement that stamps a row calls it. A later release that changes the
 * rules locks the stamped tables, which waits for the writes that run, and replaces the function by one with the next
 * number. The statements of this release then fail. PostgreSQL inlines the function when it plans a statement.
 */
const WRITE_PROTOCOL = 'write_protocol_1()';

/** SQL of a condition that is true, or fails if the database is written by other rules. */
export const FOLLOWS_PROTOCOL = WRITE_PROTOCOL;

/** SQL of whether this release may write the database. */
export const KNOWS_PROTOCOL = `to_regprocedure('${WRITE_PROTOCOL}') is not null`;

/** What PostgreSQL says of a function that does not exist, or that was dropped while the statement was planned. */
export function isOfOtherProtocol(code: string | undefined, message: string): boolean {
  return (
    (code === '42883' && message.includes(WRITE_PROTOCOL)) ||
    (code === 'XX000' && message.startsWith('cache lookup failed for function'))
  );
}
