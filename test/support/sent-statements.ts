import { Client } from 'pg';

interface Sent {
  readonly client: Client;
  readonly text: string;
}

/** Settings, and the look at the server's clock. */
const SET_UP = /^(set |select set_config)|pg_is_in_recovery\(\)/;

/** What the service sends to PostgreSQL, statement by statement, while `work` runs; not what sets a connection up. */
export async function sentStatements(work: () => Promise<unknown>): Promise<string[]> {
  const sent: Sent[] = [];
  const send = jest.spyOn(Client.prototype, 'query').mockImplementation(function (
    this: Client,
    ...args: unknown[]
  ): unknown {
    const [query] = args;
    const text = typeof query === 'string' ? query : (query as { text: string }).text;
    if (!SET_UP.test(text)) sent.push({ client: this, text });
    return Reflect.apply(original, this, args);
  });
  try {
    await work();
  } finally {
    send.mockRestore();
  }
  return sent.filter((one) => !boundsOneStatement(one, sent)).map(({ text }) => text);
}

/** On a busy machine a statement is sent in a transaction of its own, with limits for the time that is left. */
function boundsOneStatement(one: Sent, all: readonly Sent[]): boolean {
  const own = all.filter(({ client }) => client === one.client);
  const at = own.indexOf(one);
  if (one.text === 'begin') return own[at + 2]?.text === 'commit';
  return one.text === 'commit' && own[at - 2]?.text === 'begin';
}

const original = Client.prototype.query as (...args: unknown[]) => unknown;
