import { once } from 'node:events';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { type FileRecord } from '../projects/bulk/file-record';
import { RefusedRows } from '../projects/bulk/refused-rows';
import { type Failure } from '../fields/failure';
import { CliError, unwritable } from './cli-error';
import { type ImportFile } from './import-file';

/** A line of the service's response. */
export interface LineResult {
  readonly status: 'created' | 'replayed' | 'refused' | 'valid' | 'not_created' | 'unknown' | 'stopped';
  readonly failures?: readonly Failure[];
  readonly message?: string;
}

/**
 * Counts what became of the lines, and writes those that are not stored into a file if there is to be one: of a CSV file
 * as a CSV file to correct and import again, of another one the refused lines, each as a JSON object.
 */
export class ImportReport {
  readonly counts = new Map<LineResult['status'], number>();
  private readonly stream: ReturnType<FileHandle['createWriteStream']> | undefined;
  private rows: RefusedRows | undefined;

  private constructor(
    private readonly file: ImportFile,
    handle: FileHandle | undefined,
  ) {
    this.stream = handle?.createWriteStream();
  }

  static async open(path: string | undefined, file: ImportFile): Promise<ImportReport> {
    if (path === undefined) return new ImportReport(file, undefined);
    const [imported, existing] = await Promise.all([stat(file.path), stat(path).catch(() => undefined)]);
    if (imported.ino === existing?.ino && imported.dev === existing.dev)
      throw new CliError('--report must name another file than the one that is imported.');
    const handle = await open(path, 'w').catch((error: unknown) => {
      throw unwritable(path, error);
    });
    return new ImportReport(file, handle);
  }

  get refused(): number {
    return this.counts.get('refused') ?? 0;
  }

  async add({ status, failures = [] }: LineResult, record: FileRecord): Promise<void> {
    this.counts.set(status, (this.counts.get(status) ?? 0) + 1);
    if (this.file.format === 'csv') {
      if (status === 'refused' || status === 'not_created') await this.addRow(record, failures);
    } else if (status === 'refused') {
      const { line, bytes } = record;
      await this.write(`${JSON.stringify({ line, failures, input: bytes.toString('utf8') })}\n`);
    }
  }

  /** As in `3 created, 1 refused`. */
  summary(): string {
    const counts = [...this.counts].map(([status, count]) => `${count} ${status}`);
    return counts.length === 0 ? 'nothing to import' : counts.join(', ');
  }

  async close(): Promise<void> {
    if (this.stream === undefined) return;
    this.stream.end();
    await finished(this.stream);
  }

  private async addRow(record: FileRecord, failures: readonly Failure[]): Promise<void> {
    if (this.rows === undefined) {
      this.rows = new RefusedRows(this.file.header!);
      await this.write(this.rows.header());
    }
    await this.write(this.rows.row(record, failures));
  }

  private async write(text: string | Buffer): Promise<void> {
    if (this.stream?.write(text) === false) await once(this.stream, 'drain');
  }
}
