import { type Command } from 'commander';

/** Where the service is, and who asks. */
export function addRemoteOptions(command: Command): Command {
  return command
    .requiredOption('--url <url>', 'address of the running service, as in http://127.0.0.1:3000')
    .requiredOption('--company <slug>', 'company of the projects')
    .option('--token-file <file>', 'file with a personal access token; PROJECTS_API_TOKEN if absent');
}
