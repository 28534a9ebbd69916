import { createHash } from 'node:crypto';
import { type Caller, type IdempotencyKey } from '../../auth/caller';
import { InvalidDataError } from '../../http/api-error';
import { CreateProjectDto } from '../dto/create-project.dto';
import { decide, ownersOf } from '../project.policy';
import { type Failure } from '../../fields/failure';
import { isNoObject, type ParseResult, parse } from '../../fields/parse';
import { type LineReader, MAX_FAILURES } from './line-reader';
import { type FileRecord } from './file-record';

/** What became of a line. */
export type Outcome =
  | { readonly status: 'created' | 'replayed'; readonly id: number }
  /** In a dry run. */
  | { readonly status: 'valid' }
  /** The import stopped while the line was written. */
  | { readonly status: 'unknown' }
  | { readonly status: 'refused'; readonly failures: readonly Failure[] };

/** A line of an import: what it says, and what becomes of it. */
export class ImportLine {
  outcome: Outcome | undefined;
  parsed: ParseResult<CreateProjectDto> = { fields: {}, failures: [] };
  key: IdempotencyKey | undefined;

  constructor(readonly record: FileRecord) {}

  /** Reads a record, and decides what can be decided without a look at the company's data. */
  static read(caller: Caller, record: FileRecord, reader: LineReader): ImportLine {
    const line = new ImportLine(record);
    try {
      const { value, failures } = reader.read(record);
      line.parsed = withFailures(parse(CreateProjectDto, value), failures);
      if (isNoObject(line.parsed)) line.refuse(line.parsed.failures);
      else line.decide(caller, value);
      const { idempotencyKey } = caller;
      if (idempotencyKey !== undefined) line.key = keyOf(idempotencyKey.key, record.line, value);
    } catch (error) {
      if (!(error instanceof InvalidDataError)) throw error;
      line.refuse(error.failures);
    }
    return line;
  }

  refuse(failures: readonly Failure[]): void {
    this.outcome = { status: 'refused', failures: failures.slice(0, MAX_FAILURES) };
  }

  /** The line of the response. */
  response(): string {
    return `${JSON.stringify({ line: this.record.line, ...this.outcome })}\n`;
  }

  private decide({ permissions, personId }: Caller, value: unknown): void {
    const decision = decide('pipeline.create', permissions, personId, ownersOf(value));
    if (decision.allowed !== false) return;
    const message = `needs the permission ${decision.missing}, which your role does not have`;
    this.refuse([{ field: 'pm_id', message }]);
  }
}

/** In place of those of the same fields, and then the others. */
function withFailures<T>(parsed: ParseResult<T>, failures: readonly Failure[]): ParseResult<T> {
  if (failures.length === 0) return parsed;
  const better = new Map(failures.map((failure) => [failure.field, failure]));
  const kept = parsed.failures.map((failure) => {
    const other = better.get(failure.field);
    better.delete(failure.field);
    return other ?? failure;
  });
  return { fields: parsed.fields, failures: [...kept, ...better.values()] };
}

/** The same content has the same key in every format. No key of a request has a space, so that the two never meet. */
function keyOf(key: string, line: number, value: unknown): IdempotencyKey {
  const requestHash = createHash('sha256').update(JSON.stringify(value)).digest('base64url');
  return { key: `${key} ${line}`, requestHash };
}
