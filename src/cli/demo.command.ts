import { type Command } from 'commander';
import { ensureDemo } from '../demo/demo';
import { CliError } from './cli-error';
import { type Terminal } from './terminal';
import { withDatabase } from './with-database';

export function addDemo(program: Command, terminal: Terminal): void {
  program
    .command('demo')
    .summary('create the demo company and its token')
    .description(
      'Creates the demo company if there is none, and a token of its administrator: DEMO_TOKEN, or one that is kept in DATA_DIR. A token is printed when it is made, and afterwards only where it is kept.',
    )
    .action(async () => {
      const env = terminal.env();
      const demo = await withDatabase(env, (dataSource) => ensureDemo(dataSource, env));
      if (demo === undefined)
        throw new CliError('The demo company has no administrator (person 1) any more.');
      terminal.out(`Company  ${demo.company}`);
      terminal.out(`Token    ${demo.shownToken}`);
    });
}
