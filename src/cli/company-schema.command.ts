import { type Command } from 'commander';
import { companySchema } from '../company-file/company-schema';
import { type Terminal } from './terminal';

export function addCompanySchema(company: Command, terminal: Terminal): void {
  company
    .command('schema')
    .summary('print the JSON Schema of company files')
    .description('Prints the JSON Schema of company files, which editors use to complete and check them.')
    .action(() => {
      terminal.out(JSON.stringify(companySchema(), null, 2));
    });
}
