import express from 'express';
import { once } from 'node:events';
import { type Server } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo } from 'node:net';
import { ModuleKind, transpileModule } from 'typescript';
import { useService } from '../support/app';
import {
  createEndpoint,
  DELIVERING,
  createProject,
  deliveriesOf,
  newCompany,
  untilStatus,
} from '../webhooks/webhooks';
import { codeBlocksOf } from './code-blocks';

const GUIDE = 'docs/guides/receive-webhooks.md';

const service = useService(DELIVERING);
let server: Server;
let url: string;
/** What the receiver of the guide reads and fills. */
const env: { WEBHOOK_SECRET?: string } = {};
const queue = new Map<string, { type: string; data: { project_id: number } }>();

/** Starts the receiver of the guide. It reads the secret when it starts. */
async function receive(): Promise<void> {
  const [block] = codeBlocksOf(GUIDE).filter(({ language }) => language === 'ts');
  const { outputText } = transpileModule(block!.text, { compilerOptions: { module: ModuleKind.CommonJS } });
  const app = express();
  const names = ['require', 'exports', 'process', 'app', 'express', 'queue'];
  const add = (id: string, event: never): unknown => queue.set(id, event);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- it is our own guide
  new Function(...names, outputText)(createRequire(__filename), {}, { env }, app, express, { add });
  app.use((_: unknown, __: unknown, response: express.Response, ___: unknown) => {
    response.sendStatus(400);
  });
  server = app.listen(Number(new URL(url).port), '127.0.0.1');
  await once(server, 'listening');
}

beforeAll(async () => {
  server = express().listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/projects`;
  server.close();
});

afterAll(() => {
  server.close();
});

describe(GUIDE, () => {
  it('verifies in TypeScript what the service signs, and refuses what it does not', async () => {
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, url);
    env.WEBHOOK_SECRET = endpoint.secret;
    await receive();
    const id = await createProject(caller, company);
    await untilStatus(service.database, endpoint, 'delivered');
    const [[eventId, event]] = [...queue] as [[string, { type: string; data: { project_id: number } }]];
    expect({ eventId, type: event.type, id: event.data.project_id }).toEqual({
      eventId: String((await deliveriesOf(service.database, endpoint))[0]!.event_id),
      type: 'project.created',
      id,
    });

    const other = await createEndpoint(caller, url);
    await createProject(caller, company);
    await untilStatus(service.database, endpoint, 'delivered', 2);
    await untilStatus(service.database, other, 'pending');
    expect(queue.size).toBe(2);
  });
});
