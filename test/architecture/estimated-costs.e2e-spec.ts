import { useService } from '../support/app';
import { type Plan } from '../support/plans';
import { statementsOfAllOperations } from './statements';

const service = useService();

/** What the planner expects a statement to cost when it is prepared, and so planned without its values. */
async function estimatedCost(text: string): Promise<number> {
  const parameters = new Set(text.match(/\$\d+/g));
  const values = [...parameters].map(() => 'null').join(', ');
  await service.database.query(`prepare estimated as ${text}`);
  const [row] = await service.database.query<{ 'QUERY PLAN': [{ Plan: Plan & { 'Total Cost': number } }] }>(
    `explain (format json) execute estimated ${values && `(${values})`}`,
  );
  await service.database.query('deallocate estimated');
  return row!['QUERY PLAN'][0].Plan['Total Cost'];
}

describe('the statements of the service', () => {
  it('have estimated costs below those at which a server with JIT compiles a plan', async () => {
    const statements = await statementsOfAllOperations(service);
    const [limit] = await service.database.query<{ cost: number }>(
      "select boot_val::integer as cost from pg_settings where name = 'jit_above_cost'",
    );
    // The planner does not care whether the server could compile anything: this needs no server with JIT.
    await service.database.query('set plan_cache_mode = force_generic_plan');
    const costs: [cost: number, text: string][] = [];
    for (const text of statements) costs.push([await estimatedCost(text), text]);
    expect(limit!.cost).toBe(100_000);
    expect(costs.filter(([cost]) => cost >= limit!.cost)).toEqual([]);
    for (const part of ['insert into projects', 'update projects', 'insert into idempotency_keys'])
      expect(costs.some(([, text]) => text.includes(part))).toBe(true);
    expect(costs.length).toBeGreaterThan(40);
  }, 60_000);
});
