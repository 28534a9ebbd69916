import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { type FileRecord } from '../projects-bulk/file-record';
import { type Failure } from '../validation/failure';

/** A line of the service's answer. */
export interface AnsweredLine {
  readonly status: 'created' | 'replayed' | 'refused' | 'valid' | 'not_created' | 'stopped';
  readonly failures?: readonly Failure[];
  readonly message?: string;
}

/** Counts what became of the lines, and writes the refused ones into a file if there is to be one. */
export class ImportReport {
  readonly counts = new Map<AnsweredLine['status'], number>();
  private readonly file: WriteStream | undefined;

  constructor(readonly path: string | undefined) {
    this.file = path === undefined ? undefined : createWriteStream(path);
  }

  get refused(): number {
    return this.counts.get('refused') ?? 0;
  }

  async add({ status, failures }: AnsweredLine, { line, bytes }: FileRecord): Promise<void> {
    this.counts.set(status, (this.counts.get(status) ?? 0) + 1);
    if (status !== 'refused' || this.file === undefined) return;
    const text = `${JSON.stringify({ line, failures, input: bytes.toString('utf8') })}\n`;
    if (!this.file.write(text)) await once(this.file, 'drain');
  }

  /** As in `3 created, 1 refused`. */
  summary(): string {
    const counts = [...this.counts].map(([status, count]) => `${count} ${status}`);
    return counts.length === 0 ? 'nothing to import' : counts.join(', ');
  }

  async close(): Promise<void> {
    if (this.file === undefined) return;
    this.file.end();
    await finished(this.file);
  }
}
