import { createCandidate, databaseCandidate, readCandidate } from './candidates';
import { type Context, rounds, withServers } from './context';
import { measureStarts } from './cold-start';
import { type LoadRequest } from './load';
import { type ScenarioName } from './options';
import { createRequest, getRequest, listRequest, sendOnce } from './requests';
import { type Measured } from './rounds';
import { seedExamples, seedMany } from './seed';

const CONNECTIONS = 32;
const FEW_CONNECTIONS = 8;
const PROJECTS_TO_READ = 1_000;
const MANY_PROJECTS = 1_000_000;

export const RUN: Readonly<Record<ScenarioName, (context: Context) => Promise<Measured[]>>> = {
  create: (context) => creates(context, CONNECTIONS),
  'create-8': (context) => creates(context, FEW_CONNECTIONS),
  get: (context) => reads(context, getRequest(context.postgres.access)),
  list: (context) => reads(context, listRequest(context.postgres.access)),
  processes,
  start: measureStarts,
  million,
};

async function creates(context: Context, connections: number): Promise<Measured[]> {
  const { postgres, generator, databaseGenerator } = context;
  const { database, access, companyId } = postgres;
  const isFull = connections === CONNECTIONS;
  const names = isFull ? (['service', 'raw', 'plain'] as const) : (['service', 'raw'] as const);
  return withServers(context, database, names, async (servers) => {
    const candidates = servers.map((server) => {
      const request = createRequest(access, server.name);
      return createCandidate({
        name: server.name,
        servers: [server],
        connections,
        request,
        generator,
        database,
      });
    });
    if (isFull) {
      const [service] = servers;
      const request = createRequest(access, 'service', { withKey: true });
      candidates.push(
        createCandidate({
          name: 'service with key',
          servers: [service!],
          connections,
          request,
          generator,
          database,
        }),
        databaseCandidate({ database, companyId, connections, generator: databaseGenerator }),
      );
    }
    return rounds(context, candidates);
  });
}

async function reads(context: Context, request: LoadRequest): Promise<Measured[]> {
  const { postgres, generator } = context;
  const { database } = postgres;
  await seedExamples(database, PROJECTS_TO_READ);
  return withServers(context, database, ['service', 'raw'], async (servers) => {
    const responses = await Promise.all(servers.map(({ url }) => sendOnce(url, request)));
    checkSame(responses[0], responses[1]);
    return rounds(
      context,
      servers.map((server) =>
        readCandidate({ name: server.name, servers: [server], connections: CONNECTIONS, request, generator }),
      ),
    );
  });
}

/** A reference that answers less than the service would be no reference. */
function checkSame(response: unknown, reference: unknown): void {
  const shape = (value: unknown): unknown => {
    const items = (Array.isArray(value) ? value : [value]) as { id: number; name: string }[];
    return JSON.stringify(items.map(({ id, name }) => [id, name]));
  };
  if (shape(response) !== shape(reference))
    throw new Error('The service and the reference answer differently.');
}

/** The same load on one and on two processes of the service, from two generators both times. */
async function processes(context: Context): Promise<Measured[]> {
  const { postgres, generator } = context;
  const { database, access } = postgres;
  const request = createRequest(access, 'service');
  const driven = { connections: CONNECTIONS, request, generator, database };
  return withServers(context, database, ['service', 'service'], async ([one, two]) =>
    rounds(context, [
      createCandidate({ name: 'one process', servers: [one!, one!], ...driven }),
      createCandidate({ name: 'two processes', servers: [one!, two!], ...driven }),
    ]),
  );
}

/** Two databases of one cluster, and the same program on each. */
async function million(context: Context): Promise<Measured[]> {
  const { postgres, generator } = context;
  const { database, secondDatabase, access, companyId } = postgres;
  await seedMany(secondDatabase, companyId, MANY_PROJECTS);
  const request = createRequest(access, 'service');
  const driven = { connections: CONNECTIONS, request, generator };
  return withServers(context, database, ['service'], async (onEmpty) =>
    withServers(context, secondDatabase, ['service'], async (onFull) =>
      rounds(context, [
        createCandidate({ name: '1,000 projects', servers: onEmpty, database, ...driven }),
        createCandidate({
          name: '1,000,000 projects',
          servers: onFull,
          database: secondDatabase,
          isEmptied: false,
          ...driven,
        }),
      ]),
    ),
  );
}
