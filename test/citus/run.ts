import { join } from 'node:path';
import { exitWith, runJest } from '../ordinary-postgres/run-jest';
import { administer } from '../support/nodes';
import { roleSettingsOf } from '../support/role-settings';

/** Tests that are not run, by a part of their names, and why. */
const LEFT_OUT = [
  // They make a statement fail by a trigger, which a distributed table can not have.
  'when the database ends the connection in the middle',
  'when requests can not be counted',
  'found the disk of another server full',
  // They count statements, and each step is one.
  'in a few statements',
  'which is not tried again',
  'two statements each',
  'is one statement, however many',
  // It counts sessions that wait: one on the coordinator, and one on the node.
  'the share of a company in exports',
  // The origin of an endpoint is the key alone.
  'a copy of the database, or another key',
];

/**
 * Runs the specs of the service on a cluster of Citus for tests: TEST_DATABASE_URL is its coordinator, with a role that may
 * create databases and extensions on all nodes. Arguments are those of jest.
 */
async function main(args: readonly string[]): Promise<number> {
  const url = process.env.TEST_DATABASE_URL;
  if (url === undefined)
    throw new Error(
      'Name the coordinator of a Citus cluster for tests in TEST_DATABASE_URL, with a superuser.',
    );
  const role = decodeURIComponent(new URL(url).username);
  for (const [name, value] of roleSettingsOf('Distributed over several servers'))
    await administer(url, `alter role "${role}" set ${name} = '${value}'`);
  const env = { DATABASE_URL: url, MIGRATION_DATABASE_URL: url, TEST_DISTRIBUTED: 'on' };
  const names = `--testNamePattern=^(?!.*(${LEFT_OUT.join('|')}))`;
  return runJest(join(__dirname, 'jest.config.ts'), env, [names, ...args]);
}

exitWith(main(process.argv.slice(2)));
