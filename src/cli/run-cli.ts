import { Command, CommanderError } from 'commander';
import { TokenRefusedError } from '../auth/token.errors';
import { CompanyFileError } from '../company-file/company-file.error';
import { StartupError } from '../embedded-postgres/startup-error';
import { serviceVersion } from '../config/version';
import { BackupError } from '../backup/backup.error';
import { CliError } from './cli-error';
import { addCompanyApply } from './company-apply.command';
import { addCompanySchema } from './company-schema.command';
import { addDatabase } from './database.commands';
import { addDemo } from './demo.command';
import { addProjectsExport } from './projects-export.command';
import { addProjectsImport } from './projects-import.command';
import { type Terminal } from './terminal';
import { addWebhooksListen } from './webhooks-listen.command';
import { addTokenCreate } from './token-create.command';
import { addTokenList } from './token-list.command';
import { addTokenRevoke } from './token-revoke.command';

/** Errors whose message is all that the operator needs; others are our mistakes and show where they happened. */
const EXPLAINED = [BackupError, CliError, CompanyFileError, StartupError, TokenRefusedError];

/** Runs one command line, without the name of the program, and returns the exit code. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await createProgram(terminal).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed its own message, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode;
    const isExplained = EXPLAINED.some((type) => error instanceof type);
    terminal.err(isExplained ? (error as Error).message : ((error as Error).stack ?? String(error)));
    return error instanceof CliError ? error.exitCode : 1;
  }
}

function createProgram(terminal: Terminal): Command {
  const program = new Command('projects-api')
    .description(
      'Looks after the companies of the projects API, in the database of DATABASE_URL or DATA_DIR.',
    )
    .version(serviceVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        terminal.out(text.trimEnd());
      },
      writeErr: (text) => {
        terminal.err(text.trimEnd());
      },
    });
  const company = program.command('company').description('companies');
  addCompanyApply(company, terminal);
  addCompanySchema(company, terminal);
  const token = program.command('token').description('personal access tokens');
  addTokenCreate(token, terminal);
  addTokenList(token, terminal);
  addTokenRevoke(token, terminal);
  const projects = program.command('projects').description('projects of a running service');
  addProjectsImport(projects, terminal);
  addProjectsExport(projects, terminal);
  const webhooks = program.command('webhooks').description('events of a running service');
  addWebhooksListen(webhooks, terminal);
  addDatabase(program, terminal);
  addDemo(program, terminal);
  return program;
}
