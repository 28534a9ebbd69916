import { type Caller } from '../../auth/caller';
import { inBatches } from './batches';
import { BatchSize } from './batch-size';
import { type FileRecord } from './file-record';
import { type ImportResponse } from './import-response';
import { ImportLine } from './import-line';
import { type LineReader } from './line-reader';
import { splitRecords } from './records';
import { inTimeSlices } from './time-slices';

/** Two are stored at once, if it is their turn, and one more is read and validated meanwhile. */
const BATCHES_IN_MEMORY = 3;

/** What brings lines into the database. */
export interface Batches {
  /** Gives each line its outcome, in the company's turn. Returns how many milliseconds that took without the waiting. */
  run(lines: readonly ImportLine[]): Promise<number>;
}

interface RunningBatch {
  readonly lines: readonly ImportLine[];
  readonly done: Promise<number>;
}

/** Keeps some batches running while the next one is read, and answers in the order of the lines. */
export class ImportRun {
  private readonly running: RunningBatch[] = [];
  private readonly size = new BatchSize();

  constructor(
    private readonly caller: Caller,
    private readonly reader: LineReader,
    private readonly batches: Batches,
    private readonly response: ImportResponse,
  ) {}

  async import(chunks: AsyncIterable<Buffer>): Promise<void> {
    const records = splitRecords(chunks, { hasQuotes: this.reader.hasQuotes });
    try {
      for await (const batch of inBatches(this.projectsOf(records), this.size)) {
        if (this.running.length === BATCHES_IN_MEMORY) await this.finishFirst();
        const lines = await inTimeSlices(batch, (record) =>
          ImportLine.read(this.caller, record, this.reader),
        );
        const done = this.batches.run(lines);
        // It is waited for in its turn, which may come after its failure.
        done.catch(() => undefined);
        this.running.push({ lines, done });
      }
      while (this.running.length > 0) await this.finishFirst();
    } finally {
      await Promise.allSettled(this.running.map(({ done }) => done));
    }
  }

  /**
   * To be called after a failure, if what is stored stays: returns the lines that were under way, as far as they are
   * stored, or possibly so.
   */
  async addStored(): Promise<void> {
    const lines = this.running.flatMap((batch) => batch.lines);
    const stored = lines.slice(0, lines.findLastIndex(isStored) + 1);
    for (const line of stored) line.outcome ??= { status: 'unknown' };
    if (stored.length > 0) await this.response.add(stored);
  }

  private async finishFirst(): Promise<void> {
    const { lines, done } = this.running[0]!;
    this.size.measured(lines.length, await done);
    this.running.shift();
    await this.response.add(lines);
  }

  private async *projectsOf(
    stream: AsyncIterable<readonly FileRecord[]>,
  ): AsyncGenerator<readonly FileRecord[]> {
    for await (const records of stream) yield this.reader.projects(records);
    this.reader.end();
  }
}

const isStored = ({ outcome }: ImportLine): boolean =>
  outcome !== undefined && ['created', 'replayed', 'unknown'].includes(outcome.status);
