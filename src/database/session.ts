import { type ClientBase, DatabaseError } from 'pg';

export type SessionSettings = Readonly<Record<string, string | number>>;

/** What the statements expect, whatever the server, the database or the role has as its default. */
const EXPECTED: SessionSettings = {
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  default_transaction_isolation: 'read committed',
  // To compile a statement of hundreds of plan nodes takes PostgreSQL twenty times as long as to run it.
  jit: 'off',
};

/**
 * The pool's hook for a new connection, before its first use. Settings at the start of a connection would cost no round
 * trip, but poolers refuse them, and `options` in DATABASE_URL would replace them.
 */
export function settingUp(
  settings: SessionSettings,
  timeoutMs: number,
): (client: ClientBase) => Promise<void> {
  const text = Object.entries({ ...EXPECTED, ...settings })
    .map(([name, value]) => `set ${name} = '${value}'`)
    .join('; ');
  // The driver takes a time limit for each query, which its types do not know. No limit of the server's holds yet.
  const query: { text: string } = Object.assign({ text }, { query_timeout: timeoutMs });
  return async (client) => {
    try {
      await client.query(query);
    } catch (error) {
      // Its code stays, which says whether a later attempt may succeed.
      if (error instanceof DatabaseError)
        error.message = `the settings of a session are refused: ${error.message}`;
      throw error;
    }
  };
}
