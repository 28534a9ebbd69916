import { CREATE_PROJECT_EXAMPLE } from '../src/projects/dto/create-project.dto';
import { createCandidate, databaseCandidate, readCandidate, writeCandidate } from './candidates';
import { type Context, rounds, withServers } from './context';
import { measureStarts } from './cold-start';
import { type Outcome } from './figures';
import { measureFootprint } from './footprint';
import { type LoadResult, type Requests } from './load';
import { measureNeighbour } from './neighbour';
import { measureOffsets } from './offsets';
import { type ScenarioName } from './options';
import {
  CHANGES,
  createRequests,
  createsOf,
  getRequests,
  listRequests,
  MIX,
  mixedRequests,
  patchesOf,
  sendOnce,
} from './requests';
import { type Measured } from './rounds';
import { seedMany } from './seed';
import { type Server } from './servers';
import { importProjects, seedTenants } from './tenants';

const CONNECTIONS = 32;
const FEW_CONNECTIONS = 8;
const MANY_COMPANIES = 32;
const PROJECTS_TO_READ = 1_000;
const PROJECTS_TO_CHANGE = 50;
const CHECKED = 20;
const PROJECTS_OF_THE_MIX = 100;

export const RUN: Readonly<Record<ScenarioName, (context: Context) => Promise<Outcome>>> = {
  create: measured((context) => creates(context, CONNECTIONS)),
  'create-8': measured((context) => creates(context, FEW_CONNECTIONS)),
  'create-many': measured(createsOfMany),
  get: measured((context) => reads(context, getRequests(context.postgres.access, PROJECTS_TO_READ))),
  list: measured((context) => reads(context, listRequests(context.postgres.access))),
  patch: measured(patches),
  mixed: measured(mixed),
  neighbour: measured(measureNeighbour),
  footprint: async (context) => ({ figures: await measureFootprint(context) }),
  processes: measured(processes),
  start: measured(measureStarts),
  offsets: async (context) => ({ figures: await measureOffsets(context) }),
  million: measured(million),
};

function measured(scenario: (context: Context) => Promise<Measured[]>) {
  return async (context: Context): Promise<Outcome> => ({ measured: await scenario(context) });
}

async function creates(context: Context, connections: number): Promise<Measured[]> {
  const { postgres, generator, databaseGenerator } = context;
  const { database, access, companyId } = postgres;
  const isFull = connections === CONNECTIONS;
  const names = isFull ? (['service', 'raw', 'plain'] as const) : (['service', 'raw'] as const);
  return withServers(database, names, async (servers) => {
    const candidates = servers.map((server) => {
      const requests = createRequests(access, server.name);
      return createCandidate({
        name: server.name,
        servers: [server],
        connections,
        requests,
        generator,
        database,
      });
    });
    if (isFull) {
      const [service] = servers;
      const requests = createRequests(access, 'service', { withKey: true });
      candidates.push(
        createCandidate({
          name: 'service with key',
          servers: [service!],
          connections,
          requests,
          generator,
          database,
        }),
        databaseCandidate({ database, companyId, connections, generator: databaseGenerator }),
      );
    }
    return rounds(context, candidates);
  });
}

/** Each company has one request at a time, as in an installation for many. Rows of two never share a statement. */
async function createsOfMany(context: Context): Promise<Measured[]> {
  const { postgres, generator } = context;
  const { database } = postgres;
  const requests = createsOf(postgres.tenants.slice(0, MANY_COMPANIES));
  return withServers(database, ['service', 'raw'], async (servers) =>
    rounds(
      context,
      servers.map((server) =>
        createCandidate({
          name: server.name,
          servers: [server],
          connections: CONNECTIONS,
          requests,
          generator,
          database,
        }),
      ),
    ),
  );
}

async function reads(context: Context, requests: Requests): Promise<Measured[]> {
  const { postgres, generator } = context;
  const { database, access } = postgres;
  return withServers(database, ['service', 'raw'], async (servers) => {
    await database.empty();
    const bodies = Array.from({ length: PROJECTS_TO_READ }, () => CREATE_PROJECT_EXAMPLE);
    await importProjects(servers[0]!.url, access, bodies);
    await database.vacuum();
    await checkSame(servers, requests);
    return rounds(
      context,
      servers.map((server) =>
        readCandidate({
          name: server.name,
          servers: [server],
          connections: CONNECTIONS,
          requests,
          generator,
        }),
      ),
    );
  });
}

/** A reference that answers less than the service would be no reference. */
async function checkSame(servers: readonly Server[], { list, statuses }: Requests): Promise<void> {
  // What creates a project gets another id from each.
  for (const request of list.filter(({ method }) => method !== 'POST').slice(0, CHECKED)) {
    const shapes: string[] = [];
    for (const { url } of servers) {
      const value = await sendOnce(url, { list: [request], statuses });
      const items = (Array.isArray(value) ? value : [value]) as { id: number; name: string }[];
      shapes.push(JSON.stringify(items.map(({ id, name }) => [id, name])));
    }
    if (new Set(shapes).size > 1) throw new Error('The service and the reference answer differently.');
  }
}

/** Every request changes two columns of another project than the one before. */
async function patches(context: Context): Promise<Measured[]> {
  const { database, tenants } = context.postgres;
  const some = tenants.slice(0, MANY_COMPANIES);
  return written(context, {
    prepare: async (serviceUrl) => {
      await seedTenants(database, serviceUrl, some, PROJECTS_TO_CHANGE);
      return patchesOf(some, PROJECTS_TO_CHANGE);
    },
    verify: async ({ requests }) => {
      const [row] = await database.query<{ count: number }>(
        'select count(*)::integer as count from projects where name = any($1)',
        [CHANGES.map(({ name }) => name)],
      );
      const expected = Math.min(some.length * PROJECTS_TO_CHANGE, requests);
      if (row!.count < expected)
        throw new Error(
          `${requests} changes were acknowledged, of ${expected} projects, not of ${row!.count}`,
        );
    },
  });
}

/** What many companies of different sizes send in all: reads, lists, syncs, creates and changes. */
async function mixed(context: Context): Promise<Measured[]> {
  const { database, tenants } = context.postgres;
  const createsPerRequest = MIX.find(([kind]) => kind === 'create')![1] / 100;
  return written(context, {
    prepare: async (serviceUrl) => {
      await seedTenants(database, serviceUrl, tenants, PROJECTS_OF_THE_MIX);
      const [row] = await database.query<{ since: string }>(
        'select to_json(max(updated_at)) as since from projects',
      );
      return mixedRequests(tenants, row!.since);
    },
    verify: async ({ requests }) => {
      const { projects } = await database.countProjects();
      const created = projects - tenants.length * PROJECTS_OF_THE_MIX;
      // The order has no pattern, so that their share in a part of the list varies.
      if (Math.abs(created / (requests * createsPerRequest) - 1) > 0.2)
        throw new Error(`${requests} requests were acknowledged, and ${created} projects are stored`);
    },
  });
}

/** The service and `raw` on data that the service makes anew for each measure. */
async function written(
  context: Context,
  {
    prepare,
    verify,
  }: {
    prepare(serviceUrl: string): Promise<Requests>;
    verify(result: LoadResult): Promise<void>;
  },
): Promise<Measured[]> {
  const { generator, postgres } = context;
  return withServers(postgres.database, ['service', 'raw'], async (servers) => {
    const seeder = servers[0]!.url;
    let requests = await prepare(seeder);
    await checkSame(servers, requests);
    return rounds(
      context,
      servers.map((server) =>
        writeCandidate(
          {
            name: server.name,
            servers: [server],
            connections: CONNECTIONS,
            requests: () => requests,
            generator,
          },
          {
            prepare: async () => {
              requests = await prepare(seeder);
              await postgres.database.settle();
            },
            verify,
          },
        ),
      ),
    );
  });
}

/** The same load on one and on two processes of the service, from two generators both times. */
async function processes(context: Context): Promise<Measured[]> {
  const { postgres, generator } = context;
  const { database, access } = postgres;
  const requests = createRequests(access, 'service');
  const driven = { connections: CONNECTIONS, requests, generator, database };
  return withServers(database, ['service', 'service'], async ([one, two]) =>
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
  await seedMany(secondDatabase, companyId);
  const requests = createRequests(access, 'service');
  const driven = { connections: CONNECTIONS, requests, generator };
  return withServers(database, ['service'], async (onEmpty) =>
    withServers(secondDatabase, ['service'], async (onFull) =>
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
