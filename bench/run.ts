import 'reflect-metadata';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { startPostgres } from './bench-postgres';
import { endAll } from './children';
import { type Context } from './context';
import { figuresOf, type Results } from './figures';
import { chooseGenerator } from './load';
import { chooseDatabaseGenerator } from './load-database';
import { describeMachine } from './machine';
import { type Options, readOptions, SCENARIOS } from './options';
import { plot } from './plot';
import { report, type Run } from './report';
import { RUN } from './scenarios';

const ROOT = join(__dirname, '../..');

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort(new Error('interrupted'));
    endAll();
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);

  const postgres = await startPostgres();
  try {
    const generators = { generator: chooseGenerator(), databaseGenerator: chooseDatabaseGenerator() };
    const context: Context = { options, postgres, ...generators };
    const machine = describeMachine(context);
    for (const [what, value] of Object.entries(machine)) say(`${what}: ${value}`);
    const results: Results = {};
    for (const name of options.scenarios) {
      say(`${elapsed()} ${name} …`);
      results[name] = await RUN[name](context);
      interruption.signal.throwIfAborted();
    }
    say(elapsed());
    await write({ date: new Date().toISOString().slice(0, 10), options, machine, results });
  } catch (error) {
    // What failed then only failed because its processes were ended.
    interruption.signal.throwIfAborted();
    throw error;
  } finally {
    await postgres.stop();
  }
}

/** Only a whole run replaces the results that are checked in for its version of Node. */
async function write(run: Run): Promise<void> {
  const { options, results } = run;
  const node = `node-${process.versions.node.split('.')[0]!}`;
  const folder = join(ROOT, isWhole(options) ? 'bench/results' : 'dist-bench/results', node);
  await mkdir(folder, { recursive: true });
  const { create } = results;
  if (create?.measured !== undefined) {
    await writeFile(join(folder, 'create.svg'), plot('Creates per second, 32 connections', create.measured));
  }
  const text = report(run, create && 'create.svg');
  await writeFile(join(folder, 'README.md'), `${text}\n`);
  const data = { ...run, figures: figuresOf(results) };
  await writeFile(join(folder, 'latest.json'), `${JSON.stringify(data, undefined, 2)}\n`);
  say(`\n${text}\n\nWritten to ${relative(ROOT, folder)}/`);
}

function isWhole({ isQuick, scenarios }: Options): boolean {
  return !isQuick && scenarios.length === SCENARIOS.length;
}

function elapsed(): string {
  return `[${Math.round(performance.now() / 1_000)} s]`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
