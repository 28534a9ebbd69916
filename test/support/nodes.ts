import { Client } from 'pg';

/** Runs SQL in the database of a URL, on a connection of its own. */
export async function administer<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

export function databaseAt(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: name }).href;
}

/** The servers that have the databases of the tests, as URLs of the owner: one, or the coordinator of Citus and its workers. */
export const nodes = (): string[] => JSON.parse(process.env.TEST_NODES!) as string[];

/** Runs SQL on every server, on the coordinator first. Returns the rows of all. */
export async function onNodes<Row extends object>(text: string, database = 'postgres'): Promise<Row[]> {
  const rows: Row[] = [];
  for (const node of nodes()) rows.push(...(await administer<Row>(databaseAt(node, database), text)));
  return rows;
}
