import { Injectable } from '@nestjs/common';
import { type Caller } from '../../auth/caller';
import { isDeadlock, mayBeCommitted } from '../../database/database-errors';
import { retryOnConflict } from '../../database/retry-on-conflict';
import { KeyInFlightError } from '../../http/api-error';
import { KEY_HEADER } from '../../idempotency/idempotency-key';
import { IdempotencyRepository } from '../../idempotency/idempotency.repository';
import { type CreateProjectDto } from '../dto/create-project.dto';
import { allFailures } from '../project-problems';
import { KEY_TAKEN, PartlyCreatedError, ProjectCreationsRepository } from '../project-creations.repository';
import { ProjectsRepository } from '../projects.repository';
import { type WriteOptions, type WriteResult } from '../write-result';
import { type ImportLine } from './import-line';

/** Writes some lines of an import to the database, and reports the result of each. */
@Injectable()
export class ImportBatchService {
  constructor(
    private readonly projects: ProjectsRepository,
    private readonly creations: ProjectCreationsRepository,
    private readonly keys: IdempotencyRepository,
  ) {}

  async import(caller: Caller, lines: readonly ImportLine[], options: WriteOptions): Promise<void> {
    await retryOnConflict(
      async () => {
        await this.replay(caller, lines);
        await this.check(caller, lines);
        await this.create(caller, lines, options);
        const open = lines.filter(({ outcome }) => outcome === undefined);
        if (open.length === 0) return;
        // Another request imports the same at the same time, or the time of a key is over.
        await this.keys.deleteExpiredOf(caller, keysOf(open));
        throw new KeyInFlightError();
      },
      (error) => isDeadlock(error) || error instanceof KeyInFlightError,
    );
  }

  /** What was imported with the key of its line before is not imported again. */
  private async replay(caller: Caller, lines: readonly ImportLine[]): Promise<void> {
    const open = lines.filter(({ key, outcome }) => key !== undefined && outcome === undefined);
    if (open.length === 0) return;
    const kept = new Map(
      (await this.keys.findMany(caller, keysOf(open))).map((row) => [row.key, row] as const),
    );
    for (const line of open) {
      const known = kept.get(line.key!.key);
      if (known === undefined) continue;
      if (known.request_hash === line.key!.requestHash) {
        line.outcome = { status: 'replayed', id: (JSON.parse(known.body) as { id: number }).id };
      } else {
        const message = 'was used for another content of this line: every file needs a key of its own';
        line.refuse([{ field: KEY_HEADER, message }]);
      }
    }
  }

  /** Lines with wrong fields also report what the company's data refuses in their other fields. */
  private async check(caller: Caller, lines: readonly ImportLine[]): Promise<void> {
    const wrong = lines.filter(({ outcome, parsed }) => outcome === undefined && parsed.failures.length > 0);
    if (wrong.length === 0) return;
    const problems = await this.projects.checkMany(
      caller,
      wrong.map(({ parsed }) => parsed.fields),
    );
    for (const [index, line] of wrong.entries()) {
      line.refuse(allFailures(line.parsed.failures, problems[index]!));
    }
  }

  private async create(caller: Caller, lines: readonly ImportLine[], options: WriteOptions): Promise<void> {
    const open = lines.filter(({ outcome }) => outcome === undefined);
    if (open.length === 0) return;
    const projects = open.map(({ parsed, key }) => ({ project: parsed.fields as CreateProjectDto, key }));
    try {
      report(open, await this.creations.createMany(caller, projects, options));
    } catch (error) {
      if (error instanceof PartlyCreatedError) report(open, error.results);
      const cause = error instanceof PartlyCreatedError ? error.cause : error;
      if (!options.dryRun && mayBeCommitted(cause))
        for (const line of open) line.outcome ??= { status: 'unknown' };
      throw cause;
    }
  }
}

/** Tells the lines that there is a result for what became of them. */
function report(lines: readonly ImportLine[], results: readonly (WriteResult | typeof KEY_TAKEN)[]): void {
  for (const [index, result] of results.entries()) {
    const line = lines[index]!;
    if (result === KEY_TAKEN) continue;
    if ('problems' in result) line.refuse(allFailures([], result.problems));
    else line.outcome = result.id === null ? { status: 'valid' } : { status: 'created', id: result.id };
  }
}

function keysOf(lines: readonly ImportLine[]): string[] {
  return lines.flatMap(({ key }) => key?.key ?? []);
}
