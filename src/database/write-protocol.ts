/**
 * The rules that every process follows when it writes: how it announces and stamps, and what it stores beside a row.
 * The schema has a function of this name, which every statement calls that stamps a row, so that the statements of a
 * release fail once a later one has changed the rules: its migration locks the stamped tables, which waits for the
 * writes that run, and drops the function for one of the next number. PostgreSQL puts the body of the function in its place when it plans, so the call costs nothing.
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
