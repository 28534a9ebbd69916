import express from 'express';
import { once } from 'node:events';
import { type Server } from 'node:http';
import { createRequire } from 'node:module';
import { ModuleKind, transpileModule } from 'typescript';
import { useService } from '../support/app';
import { DELIVERING, deliveriesOf } from '../webhooks/webhooks';
import { deliverSigned, freeUrl, GUIDE, receiverIn, sendSigned } from './receive-webhooks';

const service = useService(DELIVERING);
let server: Server | undefined;
const queue = new Map<string, { type: string; data: { project_id: number } }>();

/** Starts the receiver of the guide. It reads the secret when it starts. */
async function receive(url: string, secret: string): Promise<void> {
  const options = { compilerOptions: { module: ModuleKind.CommonJS } };
  const { outputText } = transpileModule(receiverIn('ts'), options);
  const app = express();
  const env = { WEBHOOK_SECRET: secret };
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

afterAll(() => {
  server?.close();
});

describe(GUIDE, () => {
  it('verifies in TypeScript what the service signs, and refuses what it does not', async () => {
    const url = await freeUrl();
    const delivery = await deliverSigned(service, url, async (secret) => receive(url, secret));
    const [[eventId, event]] = [...queue] as [[string, { type: string; data: { project_id: number } }]];
    expect({ eventId, type: event.type, id: event.data.project_id }).toEqual({
      eventId: String((await deliveriesOf(service.database, delivery.endpoint))[0]!.event_id),
      type: 'project.created',
      id: delivery.project,
    });

    await delivery.deliverWithOtherSecret();
    expect(queue.size).toBe(2);

    const { secret } = delivery.endpoint;
    expect([await sendSigned(url, secret, 0), await sendSigned(url, secret, 600)]).toEqual([204, 400]);
  });
});
