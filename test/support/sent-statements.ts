import { Client } from 'pg';

/** What the service sends to PostgreSQL, statement by statement, while `work` runs; not what sets a connection up. */
export async function sentStatements(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const send = jest.spyOn(Client.prototype, 'query').mockImplementation(function (
    this: Client,
    ...args: unknown[]
  ): unknown {
    const [query] = args;
    const text = typeof query === 'string' ? query : (query as { text: string }).text;
    if (!text.startsWith('set ')) sent.push(text);
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
