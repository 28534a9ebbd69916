import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Command } from 'commander';
import { type FileRecord } from '../projects/bulk/file-record';
import { splitRecords } from '../projects/bulk/records';
import { fileProblem } from '../config/file-problem';
import { CliError } from './cli-error';
import { Progress } from './progress';
import { addRemoteOptions } from './remote-options';
import { type RemoteOptions, RemoteService } from './remote-service';
import { type Terminal } from './terminal';

interface Options extends RemoteOptions {
  readonly filter: readonly string[];
}

export function addProjectsExport(projects: Command, terminal: Terminal): void {
  const command = projects
    .command('export')
    .summary('write projects into a file')
    .description(
      'Writes the projects that the token may see, as NDJSON, or as CSV if the name of the file ends so.',
    )
    .argument('<file>', 'file to write');
  addRemoteOptions(command)
    .option('--filter <name=value...>', 'filters of the list, as in probability=gte:75', [])
    .action((path: string, options: Options) => exportProjects(path, options, terminal));
}

async function exportProjects(path: string, options: Options, terminal: Terminal): Promise<void> {
  const service = await RemoteService.open(terminal.env(), options);
  const isCsv = path.toLowerCase().endsWith('.csv');
  const query = new URLSearchParams(options.filter.map(filterOf));
  query.set('format', isCsv ? 'csv' : 'ndjson');
  const response = await service.ask('GET', `/api/projects:export?${query.toString()}`, {});
  const progress = new Progress(terminal);
  // Only a whole file gets the name.
  const part = `${path}.part`;
  try {
    await pipeline(
      response,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const records of splitRecords(chunks, { hasQuotes: isCsv })) {
          progress.lines += records.length;
          progress.draw();
          yield Buffer.concat(records.flatMap(({ bytes }: FileRecord) => [bytes, Buffer.from('\n')]));
        }
      },
      createWriteStream(part),
    );
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw new CliError(`${path} could not be written whole: ${fileProblem(error)}`, { cause: error });
  } finally {
    progress.end();
  }
  if (isCsv) progress.lines--;
  terminal.out(`${progress.summary()}: ${path}`);
  const cursor = response.headers['x-feed-cursor'];
  if (cursor !== undefined)
    terminal.out(`The feed goes on from this file: /api/events?after=${String(cursor)}`);
}

function filterOf(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new CliError(`--filter ${text} must be name=value.`);
  return [text.slice(0, at), text.slice(at + 1)];
}
