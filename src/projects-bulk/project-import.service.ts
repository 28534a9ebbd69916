import { type Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/caller';
import { Database } from '../database/database';
import { isLockTimeout } from '../database/database-errors';
import { KeyInFlightError, PayloadTooLargeError } from '../http/api-error';
import { toApiError } from '../http/error.filter';
import { Log } from '../logging/log';
import { inBatches } from './batches';
import { ImportAnswer } from './import-answer';
import { ImportBatchService } from './import-batch.service';
import { ImportLine } from './import-line';
import { type ImportWriter } from './import-writer';
import { type FileRecord } from './file-record';
import { type LineReader } from './line-reader';
import { splitRecords } from './records';
import { Slots } from './slots';
import { TemporaryFile } from './temporary-file';

export interface ImportOptions {
  readonly reader: LineReader;
  readonly writer: ImportWriter;
  /** All or none are written. Not in a dry run, which writes none. */
  readonly isAtomic: boolean;
  readonly isDryRun: boolean;
}

/** Batches that PostgreSQL works on at once, of all imports of the process together: other requests want it, too. */
const PARALLEL_BATCHES = 2;
/** One more is read and validated meanwhile. */
const BATCHES_IN_MEMORY = PARALLEL_BATCHES + 1;
/** What is written whole or not at all waits on the disk until it has come whole. */
const MAX_ATOMIC_BYTES = 1024 ** 3;

interface Batches {
  run(lines: readonly ImportLine[]): Promise<void>;
  /** To be called after each batch, with the number of lines so far. */
  finished(lines: number): Promise<void>;
}

/** Undoes the transaction. */
class RefusedError extends Error {}

/** Imports projects line by line, in constant memory: both the API and its dry run. */
@Injectable()
export class ProjectImportService {
  private readonly slots = new Slots(PARALLEL_BATCHES);
  private readonly atomicSlots = new Slots(1);

  constructor(
    private readonly batches: ImportBatchService,
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  /** Reads the file to its end and answers what became of each line, in their order. */
  async import(caller: Caller, chunks: AsyncIterable<Buffer>, options: ImportOptions): Promise<Readable> {
    const answer = await ImportAnswer.create(options.writer);
    try {
      if (options.isAtomic) await this.importWhole(caller, chunks, options, answer);
      else await this.importEach(caller, chunks, options, answer);
      return await answer.read();
    } catch (error) {
      await answer.close();
      throw explained(error);
    }
  }

  private async importEach(
    caller: Caller,
    chunks: AsyncIterable<Buffer>,
    { reader, isDryRun }: ImportOptions,
    answer: ImportAnswer,
  ): Promise<void> {
    const batches = this.batchesOf(caller, this.slots, isDryRun);
    try {
      await importAll(caller, chunks, reader, batches, answer);
    } catch (error) {
      if (answer.isEmpty) throw error;
      // Some of it is written, and the caller has to learn of what.
      const reason = toApiError(explained(error));
      if (reason.status >= 500) this.log.requestFailed(caller.requestId, reason.status, error);
      await answer.stop(reason);
    }
  }

  /** The transaction must not wait for a slow client, so it begins when all has come. */
  private async importWhole(
    caller: Caller,
    chunks: AsyncIterable<Buffer>,
    { reader }: ImportOptions,
    answer: ImportAnswer,
  ): Promise<void> {
    const file = await TemporaryFile.create();
    try {
      for await (const chunk of chunks) {
        await file.append(chunk);
        if (file.bytes > MAX_ATOMIC_BYTES) throw new PayloadTooLargeError('1 GB');
      }
      await this.atomicSlots.run(() =>
        this.database.transaction(caller, async (transaction) => {
          const inside = { ...caller, transaction };
          const batches = this.batchesOf(inside, new Slots(1), false);
          await importAll(inside, file.read(), reader, batches, answer);
          if (answer.hasRefused) throw new RefusedError();
        }),
      );
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      answer.undoCreated();
    } finally {
      await file.close();
    }
  }

  private batchesOf(caller: Caller, slots: Slots, dryRun: boolean): Batches {
    let nextLook = 1;
    return {
      run: (lines) => slots.run(() => this.batches.import(caller, lines, { dryRun })),
      finished: async (lines) => {
        if (dryRun || lines < nextLook) return;
        nextLook = 4 * lines;
        await slots.run(() => this.batches.analyzeIfUnknown(caller, lines));
      },
    };
  }
}

/** Keeps some batches running while the next one is read, and answers in the order of the lines. */
async function importAll(
  caller: Caller,
  chunks: AsyncIterable<Buffer>,
  reader: LineReader,
  batches: Batches,
  answer: ImportAnswer,
): Promise<void> {
  const running: Promise<readonly ImportLine[]>[] = [];
  let count = 0;
  const finish = async (): Promise<void> => {
    const lines = await running.shift()!;
    count += lines.length;
    await batches.finished(count);
    await answer.add(lines);
  };
  const records = splitRecords(chunks, { hasQuotes: reader.hasQuotes });
  try {
    for await (const batch of inBatches(projectsOf(records, reader))) {
      if (running.length === BATCHES_IN_MEMORY) await finish();
      const lines = batch.map((record) => ImportLine.read(caller, record, reader));
      const done = batches.run(lines).then(() => lines);
      // It is waited for in its turn, which may come after its failure.
      done.catch(() => undefined);
      running.push(done);
    }
    while (running.length > 0) await finish();
  } finally {
    await Promise.allSettled(running);
  }
}

async function* projectsOf(
  stream: AsyncIterable<readonly FileRecord[]>,
  reader: LineReader,
): AsyncGenerator<readonly FileRecord[]> {
  for await (const records of stream) yield reader.projects(records);
  reader.end();
}

/** What goes wrong when much is written at once, in words of the API. */
function explained(error: unknown): unknown {
  return isLockTimeout(error) ? new KeyInFlightError() : error;
}
