import { type Command } from 'commander';
import { applyCompany } from '../company-file/apply-company';
import { formatChange } from './format-change';
import { readDocument } from './read-document';
import { type Terminal } from './terminal';
import { withDatabase } from './with-database';

export function addCompanyApply(company: Command, terminal: Terminal): void {
  company
    .command('apply')
    .summary('create or update a company from a file')
    .description(
      'Makes a company what a JSON or YAML file says, whole or not at all. What the file does not name stays.',
    )
    .argument('<file>', 'company file, .json or .yaml')
    .option('--dry-run', 'only report what would change')
    .action(async (path: string, { dryRun = false }: { dryRun?: boolean }) => {
      const file = await readDocument(path);
      const changes = await withDatabase(terminal.env(), (dataSource) =>
        applyCompany(dataSource, file, { dryRun }),
      );
      if (dryRun) terminal.out('Dry run: nothing is stored.');
      if (changes.length === 0) terminal.out('Nothing to change.');
      for (const change of changes) terminal.out(formatChange(change));
    });
}
