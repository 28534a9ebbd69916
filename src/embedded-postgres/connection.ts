import { Client } from 'pg';

export interface Address {
  readonly port: number;
  readonly password: string;
}

/** Exists in every cluster, even in one whose first start was interrupted before `projects` was made. */
export const MAINTENANCE_DATABASE = 'postgres';
export const PROJECTS_DATABASE = 'projects';

export function projectsUrl({ port, password }: Address): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/${PROJECTS_DATABASE}`;
}

/** A connection to the maintenance database. The caller ends it. */
export async function connect({ port, password }: Address, applicationName: string): Promise<Client> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    database: MAINTENANCE_DATABASE,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    // An operator's PGSSLMODE is meant for other servers.
    ssl: false,
  });
  // Without a listener the end of the server would be an uncaught exception of the whole process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Ends a connection, whatever state it is in. */
export async function disconnect(client: Client): Promise<void> {
  await client.end().catch(() => undefined);
}

const RESPONDS_LATER = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  // cannot_connect_now (starting up, shutting down, in recovery), admin_shutdown, crash_shutdown
  '57P03',
  '57P01',
  '57P02',
]);

/** Whether a failed attempt only means that the server is not ready yet, or no longer there. */
export function mayRespondLater(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return (
    (code !== undefined && RESPONDS_LATER.has(code)) || /^(Connection terminated|timeout)/.test(message ?? '')
  );
}

export function isWrongPassword(error: unknown): boolean {
  return (error as { code?: string }).code === '28P01';
}
