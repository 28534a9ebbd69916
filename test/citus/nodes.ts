import { administer, databaseAt, nodes, onNodes } from '../support/nodes';

/** The workers that the coordinator at a URL knows, at their own addresses with its user and password. */
export async function workersOf(url: string): Promise<string[]> {
  const workers = await administer<{ host: string; port: number }>(
    url,
    'select node_name as host, node_port::int as port from citus_get_active_worker_nodes() order by node_port, node_name',
  );
  return workers.map(
    ({ host, port }) => Object.assign(new URL(url), { hostname: host, port: String(port) }).href,
  );
}

/** Makes one database of those of this name on all nodes. */
export async function joinNodes(database: string): Promise<void> {
  await onNodes('create extension citus', database);
  const [coordinator, ...workers] = nodes().map((node) => new URL(node));
  const call = (name: string, { hostname, port }: URL): string =>
    `select ${name}('${hostname}', ${port || '5432'})`;
  const calls = [
    call('citus_set_coordinator_host', coordinator!),
    ...workers.map((worker) => call('citus_add_node', worker)),
  ];
  await administer(databaseAt(coordinator!.href, database), calls.join('; '));
}

/** Closes a database to connections. PostgreSQL clones it only then, and a process of Citus connects to each database. */
export async function seal(database: string): Promise<void> {
  await onNodes(`alter database ${database} allow_connections false`);
  await onNodes(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${database}'`);
}
