import { Ajv2020 } from 'ajv/dist/2020';
import { type Failure } from '../../src/fields/failure';

export type Body = Readonly<Record<string, unknown>>;
export type Accepts = (body: unknown) => boolean;

/** What the schema says that it can't say. Of everything else both sides must think alike. */
const BEYOND_SCHEMAS =
  /^(is not a (client|contact|person|job order category|project type|business unit) of |must have at most 5 decimals$)/;

/** The start date under both of its names: the schema leaves it out, the service takes it if they are equal. */
const isSaidTwice = ({ start_date, date_start }: Body): boolean =>
  (start_date ?? null) !== null && (date_start ?? null) !== null;

/** Strict: the schema may have no word that the validator does not know. Of a format it only knows the name. */
export function validatorOf(schema: object): Accepts {
  const log = { log: fail, warn: fail, error: fail };
  const ajv = new Ajv2020({ strict: true, logger: log });
  const validate = ajv.compile(schema);
  return (body) => validate(body);
}

function fail(message: unknown): never {
  throw new Error(String(message));
}

/** Counts what was taken and refused: a comparison that only sees refusals proves nothing. */
export class Comparison {
  readonly seen = { taken: 0, refused: 0 };

  constructor(private readonly accepts: Accepts) {}

  of(body: Body, failures: readonly Failure[]): void {
    const isTaken = this.accepts(body);
    this.seen[isTaken ? 'taken' : 'refused']++;
    const mistakes = failures.filter(({ message }) => !BEYOND_SCHEMAS.test(message));
    expect({ isTaken, mistakes }).toEqual({ isTaken: mistakes.length === 0 && !isSaidTwice(body), mistakes });
  }

  expectBoth(atLeast: number): void {
    expect(Math.min(this.seen.taken, this.seen.refused)).toBeGreaterThan(atLeast);
  }
}
