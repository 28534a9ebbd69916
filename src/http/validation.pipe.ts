import { type ArgumentMetadata, Injectable, Optional, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { type ParsedChange, parseChange, withDeferredFailures } from '../fields/change';
import { fieldsOf } from '../fields/field-registry';
import { parse, type ParseResult } from '../fields/parse';
import { GIVEN_ONCE } from '../fields/rules';
import { isChange } from '../fields/schema.decorator';
import { InvalidDataError } from './api-error';

type Class = new () => object;

export interface ValidationPipeOptions {
  /** The class of a parameter whose type in the code is another. */
  readonly expectedType?: Class;
  /**
   * Returns the failures with the fields, as a `ParseResult` or a `ParsedChange`, instead of throwing them: for services
   * that report the failures of the company's data with those of the fields in one response.
   */
  readonly returnsFailures?: true;
}

/**
 * Runs the constraints of class-validator on every parameter whose type is a class with fields, and throws all failures
 * at once; those of a change are deferred until its item is read. The parameter becomes an instance of the class. Nest's
 * pipe of this name does the same for many times the cost.
 */
@Injectable()
export class ValidationPipe implements PipeTransform {
  constructor(@Optional() private readonly options: ValidationPipeOptions = {}) {}

  transform(value: unknown, { metatype, type }: ArgumentMetadata): unknown {
    const { expectedType, returnsFailures } = this.options;
    const inputClass = expectedType ?? (metatype as Class | undefined);
    if (inputClass?.prototype === undefined || type === 'param' || type === 'custom') return value;
    if (fieldsOf(inputClass).size === 0) return value;
    if (type === 'body' && isChange(inputClass)) {
      const change = parseChange(inputClass, value);
      return returnsFailures ? change : acceptedChange(change);
    }
    const result = type === 'query' ? parseQuery(inputClass, value) : parse(inputClass, value);
    return returnsFailures ? result : accepted(result);
  }
}

function accepted({ fields, failures }: ParseResult<object>): object {
  if (failures.length > 0) throw new InvalidDataError(failures);
  return fields;
}

/** The failures of a change are reported with those of its stored item. */
function acceptedChange(change: ParsedChange<object>): object {
  const { fields, failures, readOnly } = change;
  return failures.length > 0 || readOnly.length > 0 ? withDeferredFailures(change) : fields;
}

type Query = Readonly<Record<string, unknown>>;

/** A known parameter that is given several times is a list, whatever it is to be. */
function parseQuery(type: Class, value: unknown): ParseResult<object> {
  const query = value as Query;
  const result = parse(type, fromText(type, query));
  const known = fieldsOf(type);
  const failures = result.failures.map((failure) =>
    known.has(failure.field) && Array.isArray(query[failure.field])
      ? { ...failure, message: GIVEN_ONCE }
      : failure,
  );
  return { ...result, failures };
}

/** What stands in a query string is text: the decorators of the class say what its fields are to be. */
function fromText(type: Class, given: Query): Query {
  const known = [...fieldsOf(type).keys()].filter((name) => Object.hasOwn(given, name));
  if (known.length === 0) return given;
  return { ...given, ...plainToInstance(type, Object.fromEntries(known.map((name) => [name, given[name]]))) };
}
