import { Client } from 'pg';

/** What the service sends to PostgreSQL, statement by statement, while `work` runs. */
export async function sentStatements(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const send = jest.spyOn(Client.prototype, 'query').mockImplementation(function (
    this: Client,
    ...args: unknown[]
  ): unknown {
    const [query] = args;
    sent.push(typeof query === 'string' ? query : (query as { text: string }).text);
    return Reflect.apply(original, this, args);
  });
  try {
    await work();
  } finally {
    send.mockRestore();
  }
  return sent;
}

const original = Client.prototype.query as (...args: unknown[]) => unknown;
