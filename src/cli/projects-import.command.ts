import { type Readable } from 'node:stream';
import { type Command, Option } from 'commander';
import { InvalidDataError } from '../http/api-error';
import { type Dialect, DIALECTS } from '../projects/bulk/cell-value';
import { MEDIA_TYPES } from '../projects/bulk/line-reader';
import { type FileRecord } from '../projects/bulk/file-record';
import { splitRecords } from '../projects/bulk/records';
import { CliError } from './cli-error';
import { ImportFile } from './import-file';
import { type LineResult, ImportReport } from './import-report';
import { linesText, Progress } from './progress';
import { addRemoteOptions } from './remote-options';
import { type RemoteOptions, RemoteService } from './remote-service';
import { type Terminal } from './terminal';

interface Options extends RemoteOptions {
  readonly mode: 'each' | 'atomic';
  readonly dialect?: Dialect;
  readonly dryRun?: boolean;
  readonly report?: string;
}

const RESUME = 'Run the same command again within 24 hours to go on: what is done is not done twice.';

export function addProjectsImport(projects: Command, terminal: Terminal): void {
  const command = projects
    .command('import')
    .summary('create projects from a file')
    .description(
      'Creates a project for each line of an NDJSON file, or of a CSV file if its name ends with .csv or .tsv.',
    )
    .argument('<file>', 'file to import');
  addRemoteOptions(command)
    .addOption(
      new Option('--mode <mode>', 'each line for itself, or all of them or none')
        .choices(['each', 'atomic'])
        .default('each'),
    )
    .addOption(
      new Option(
        '--dialect <dialect>',
        'how CSV spells numbers and dates if not as in JSON: 1.234,5 and 31/12/2024',
      ).choices(DIALECTS),
    )
    .option('--dry-run', 'only report what would be refused')
    .option(
      '--report <file>',
      'write the lines that are not stored into this file, with what is wrong: of CSV as CSV to import again',
    )
    .action((path: string, options: Options) => importProjects(path, options, terminal));
}

async function importProjects(path: string, options: Options, terminal: Terminal): Promise<void> {
  const service = await RemoteService.open(terminal.env(), options);
  const file = await ImportFile.open(path);
  const report = await ImportReport.open(options.report, file);
  const progress = new Progress(terminal, file.size);
  const stop = new AbortController();
  const interrupt = (): void => {
    stop.abort();
    terminal.err('Stopping after the lines that are under way.');
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const reported = async (
    response: Readable,
    records: AsyncIterable<readonly FileRecord[]>,
  ): Promise<void> => {
    for await (const [line, record] of pairs(response, records)) {
      if (line.status === 'stopped') throw new CliError(`${line.message ?? ''}\n${RESUME}`);
      if (record === undefined)
        throw new CliError('The service responded to lines that the file does not have.');
      await report.add(line, record);
      progress.lines++;
      progress.bytes += record.bytes.length + 1;
      progress.refused = report.refused;
      progress.draw();
    }
  };
  try {
    const { mode, dialect, dryRun = false } = options;
    const query = new URLSearchParams({
      mode,
      dry_run: String(dryRun),
      ...(dialect && { dialect }),
    }).toString();
    const type = { 'Content-Type': MEDIA_TYPES[file.format] };
    const ask = (key: string, body: () => Buffer | Readable): Promise<Readable> =>
      service.ask('POST', `/api/projects:import?${query}`, { ...type, 'Idempotency-Key': key }, body);
    const hash = await file.hash();
    if (options.mode === 'atomic') {
      await reported(await ask(hash, () => file.read()), file.projects());
    } else {
      for await (const { records, body } of file.chunks()) {
        await reported(await ask(`${hash}-${records[0]?.line ?? 0}`, () => body), listOf(records));
        if (stop.signal.aborted)
          throw new CliError(`Stopped at line ${records.at(-1)!.line}. ${RESUME}`, { exitCode: 130 });
      }
    }
  } catch (error) {
    if (!(error instanceof InvalidDataError)) throw error;
    throw new CliError(error.failures.map(({ message }) => `${path} ${message}`).join('\n'), {
      cause: error,
    });
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    progress.end();
    await report.close();
  }
  terminal.out(`${progress.summary()}: ${report.summary()}`);
  if (report.refused === 0) return;
  const where = options.report === undefined ? '--report <file> shows which' : `see ${options.report}`;
  throw new CliError(`${linesText(report.refused)} refused: ${where}.`);
}

async function* listOf(records: readonly FileRecord[]): AsyncGenerator<readonly FileRecord[]> {
  yield await Promise.resolve(records);
}

/** The lines of the response, each with the line of the file that it is about: they have the same order. */
async function* pairs(
  response: Readable,
  records: AsyncIterable<readonly FileRecord[]>,
): AsyncGenerator<[LineResult, FileRecord | undefined]> {
  const each = eachOf(records);
  for await (const lines of splitRecords(response as AsyncIterable<Buffer>, { hasQuotes: false })) {
    for (const { bytes } of lines) {
      const line = JSON.parse(bytes.toString('utf8')) as LineResult;
      const next = await each.next();
      yield [line, next.done ? undefined : next.value];
    }
  }
  const rest = await each.next();
  if (!rest.done) throw new CliError(`The service did not respond to line ${rest.value.line}. ${RESUME}`);
}

async function* eachOf(stream: AsyncIterable<readonly FileRecord[]>): AsyncGenerator<FileRecord> {
  for await (const records of stream) yield* records;
}
