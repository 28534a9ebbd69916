import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { ENDS_PER_TURN } from '../database/loop-turns';
import { endSlowReaders } from './slow-readers';

const CLIENTS = 5 * ENDS_PER_TURN;

it('ends the connections of many clients a few in each turn of the event loop', async () => {
  let turn = 0;
  const turns: number[] = [];
  const inFlight = new Set<ServerResponse>();
  for (let count = 0; count < CLIENTS; count++) {
    const destroy = (): void => {
      turns.push(turn);
      inFlight.delete(response);
    };
    const response = { socket: { bytesWritten: 1, writableLength: 1, destroy } } as unknown as ServerResponse;
    inFlight.add(response);
  }
  const server = createServer();
  endSlowReaders(server, inFlight, { time: 30, bytesPerMillisecond: 1 });
  while (inFlight.size > 0) {
    await setImmediate();
    turn++;
  }
  server.close();
  await once(server, 'close');
  const ofTurn = turns.map((one) => turns.filter((other) => other === one).length);
  expect(Math.max(...ofTurn)).toBeLessThanOrEqual(2 * ENDS_PER_TURN);
});
