import { Client } from 'pg';
import { callAllOperations, OF_ALL_COMPANIES } from '../architecture/statements';
import { useService } from '../support/app';
import { createDemo } from '../support/demo';

const service = useService();

/** Statements that more than one node plans, by a part of their texts, and why. */
const OF_SEVERAL_NODES: readonly string[] = [
  ...OF_ALL_COMPANIES,
  // When the service starts, or connects to another server.
  'as stamp',
];

const explained = /^\s*(with|select|insert|update|delete)\b/i;

/** The plan of each statement that the service sends while `work` runs, by its text. */
async function plansOf(work: () => Promise<unknown>): Promise<Map<string, string>> {
  const plans = new Map<string, string>();
  const waiting: Promise<void>[] = [];
  const send = jest.spyOn(Client.prototype, 'query').mockImplementation(function (
    this: Client,
    ...args: unknown[]
  ): unknown {
    const [query, values = query.values] = args as [
      { readonly text?: string; readonly values?: unknown[] },
      unknown[]?,
    ];
    const { text } = query;
    if (text !== undefined && explained.test(text) && !plans.has(text)) {
      plans.set(text, '');
      // On the same connection, and so with what its transaction has written so far.
      const explain = { text: `explain (costs off) ${text}`, values };
      const plan = Reflect.apply(original, this, [explain]) as Promise<{ rows: { 'QUERY PLAN': string }[] }>;
      waiting.push(
        plan.then(({ rows }) => {
          plans.set(text, rows.map((row) => row['QUERY PLAN']).join('\n'));
        }),
      );
    }
    return Reflect.apply(original, this, args);
  });
  try {
    await work();
    await Promise.all(waiting);
  } finally {
    send.mockRestore();
  }
  return plans;
}

const original = Client.prototype.query as (...args: unknown[]) => unknown;

/** Does one node plan and run it, or the coordinator without a table of a company? */
function isOfOneNode(plan: string): boolean {
  const tasks = /Task Count: (\d+)/.exec(plan)?.[1] ?? '0';
  return Number(tasks) <= 1 && !plan.includes('Distributed Subplan');
}

it('each statement goes to one node, but for a few', async () => {
  const demo = await createDemo(service.database);
  const plans = await plansOf(() => callAllOperations(service, demo));
  const others = [...plans].filter(
    ([text, plan]) => !isOfOneNode(plan) && !OF_SEVERAL_NODES.some((part) => text.includes(part)),
  );
  expect(others).toEqual([]);
  expect(plans.size).toBeGreaterThan(100);
  expect([...plans.values()].filter((plan) => plan.includes('Citus')).length).toBeGreaterThan(60);
}, 120_000);
