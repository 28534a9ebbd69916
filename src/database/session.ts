import { type ClientBase, DatabaseError } from 'pg';

export type SessionSettings = Readonly<Record<string, string | number>>;

/** What the statements expect, whatever the server, the database or the role has as its default. */
export const EXPECTED: SessionSettings = {
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  default_transaction_isolation: 'read committed',
  // To compile a statement of hundreds of plan nodes takes PostgreSQL twenty times as long as to run it.
  jit: 'off',
};

/**
 * The pool's hook for a new connection, before its first use. Settings at the start of a connection would cost no round
 * trip, but poolers refuse them, and `options` in DATABASE_URL would replace them.
 *
 * A transaction pooler runs the next statement in another session, and this session belongs to other clients then, too:
 * behind a pooler nothing is set here, and the operator sets it for the role (`sessionProblem` checks that).
 */
export function settingUp(
  settings: SessionSettings,
  timeoutMs: number,
): (client: ClientBase) => Promise<void> {
  const values = Object.entries({ ...EXPECTED, ...settings }).map(
    ([name, value]) => `('${name}', '${value}')`,
  );
  return async (client) => {
    const text =
      `select set_config(name, value, false) from (values ${values.join(', ')}) as setting (name, value) ` +
      `where pg_backend_pid() = ${announcedPid(client)}`;
    // The driver takes a time limit for each query, which its types do not know. No limit of the server's holds yet.
    const query: { text: string } = Object.assign({ text }, { query_timeout: timeoutMs });
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

/** Is there a pooler before the server? It says another number than those of the processes that serve its clients in turn. */
export async function isPooled(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]!.pid !== announcedPid(client);
}

/** The process that serves the connection, as the server said when it began; 0 if it did not. */
function announcedPid(client: ClientBase): number {
  return (client as { processID?: number | null }).processID ?? 0;
}
