import { type Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type Caller } from '../../auth/caller';
import { announce } from '../../database/announce';
import { Database } from '../../database/database';
import { isLockTimeout, unavailabilityOf } from '../../database/database-errors';
import { KeyInFlightError, PayloadTooLargeError } from '../../http/api-error';
import { toApiError } from '../../http/error.filter';
import { Log } from '../../logging/log';
import { BulkShares } from './bulk-shares';
import { ImportResponse } from './import-response';
import { ImportBatchService } from './import-batch.service';
import { type Batches, ImportRun } from './import-run';
import { type ImportWriter } from './import-writer';
import { type LineReader } from './line-reader';
import { megabytes } from './no-space.error';
import { retryWhile } from './retry-while';
import { TemporarySpace } from './temporary-space';

export interface ImportOptions {
  readonly reader: LineReader;
  readonly writer: ImportWriter;
  /** All or none are written. Not in a dry run, which writes none. */
  readonly isAtomic: boolean;
  readonly isDryRun: boolean;
  /** Aborted when the client is gone. What has its turn by then goes on: it may have come whole. */
  readonly gone: AbortSignal;
}

/** What is written whole or not at all waits on the disk until it has come whole. */
const MAX_ATOMIC_BYTES = 1024 ** 3;

/** Undoes the transaction. */
class RefusedError extends Error {}

/** Imports projects line by line, in constant memory: both the API and its dry run. */
@Injectable()
export class ProjectImportService {
  constructor(
    private readonly batches: ImportBatchService,
    private readonly shares: BulkShares,
    private readonly space: TemporarySpace,
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  /** Reads the file to its end and returns what became of each line, in their order. */
  async import(caller: Caller, chunks: AsyncIterable<Buffer>, options: ImportOptions): Promise<Readable> {
    return this.shares.import(caller.companyId, options.gone, async () => {
      const response = new ImportResponse(await this.space.createFile(caller.companyId), options.writer);
      try {
        if (options.isAtomic) await this.importWhole(caller, chunks, options, response);
        else await this.importEach(caller, chunks, options, response);
        return response.read();
      } catch (error) {
        await response.close();
        throw explained(caller, error);
      }
    });
  }

  private async importEach(
    caller: Caller,
    chunks: AsyncIterable<Buffer>,
    { reader, isDryRun }: ImportOptions,
    response: ImportResponse,
  ): Promise<void> {
    const run = new ImportRun(caller, reader, this.batchesOf(caller, isDryRun), response);
    try {
      await run.import(chunks);
    } catch (error) {
      await run.addStored();
      if (response.isEmpty) throw error;
      // Some of it is written, and the caller has to learn of what.
      const reason = toApiError(explained(caller, error));
      if (reason.status >= 500) this.log.requestFailed(caller.requestId, reason.status, error);
      response.stop(reason);
    }
  }

  /** The transaction must not wait for a slow client, so it begins when all has come. */
  private async importWhole(
    caller: Caller,
    chunks: AsyncIterable<Buffer>,
    { reader, gone }: ImportOptions,
    response: ImportResponse,
  ): Promise<void> {
    const file = await this.space.createFile(caller.companyId);
    const limit = Math.min(MAX_ATOMIC_BYTES, file.limit);
    try {
      for await (const chunk of chunks) {
        if (file.bytes + chunk.length > limit) throw new PayloadTooLargeError(megabytes(limit));
        await file.append(chunk);
      }
      await this.shares.transaction(caller.companyId, { bytes: file.bytes, gone }, () =>
        retryWhile(hasNoConnection, () =>
          this.database.transaction(caller, async (transaction) => {
            const began = await announce(transaction, caller.companyId);
            const inside = { ...caller, transaction, began };
            await new ImportRun(inside, reader, this.batchesOf(inside, false), response).import(file.read());
            if (response.hasRefused) throw new RefusedError();
          }),
        ),
      );
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      response.undoCreated();
    } finally {
      await file.close();
    }
  }

  private batchesOf(caller: Caller, dryRun: boolean): Batches {
    return {
      run: (lines) =>
        this.shares.batch(caller.companyId, async () => {
          const start = performance.now();
          await retryWhile(hasNoConnection, () => this.batches.import(caller, lines, { dryRun }));
          return performance.now() - start;
        }),
    };
  }
}

/** Nothing was sent. Other requests of the company may have all of its connections for some seconds. */
const hasNoConnection = (error: unknown): boolean => unavailabilityOf(error) === 'no connection free';

/** What goes wrong when much is written at once, in words of the API. */
function explained({ idempotencyKey }: Caller, error: unknown): unknown {
  return isLockTimeout(error) && idempotencyKey !== undefined ? new KeyInFlightError() : error;
}
