import { plainToInstance } from 'class-transformer';
import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { fieldsOf } from '../fields/field.decorator';
import { isChange } from '../fields/changes-of';
import { readChange, readInput, withDoubts } from '../fields/read-input';
import { InvalidDataError } from './api-error';

/** Validates every parameter whose type is an input class, and refuses it with all its failures. */
@Injectable()
export class InputPipe implements PipeTransform {
  transform(value: unknown, { metatype, type }: ArgumentMetadata): unknown {
    if (metatype === undefined || type === 'param' || type === 'custom') return value;
    const inputClass = metatype as new () => object;
    if (inputClass.prototype === undefined || fieldsOf(inputClass).size === 0) return value;
    if (type === 'body' && isChange(inputClass)) {
      const change = readChange(inputClass, value);
      if (change.readOnly.length > 0) return withDoubts(change);
      if (change.failures.length > 0) throw new InvalidDataError(change.failures);
      return change.fields;
    }
    const { fields, failures } = readInput(
      inputClass,
      type === 'query' ? fromText(inputClass, value) : value,
    );
    if (failures.length > 0) throw new InvalidDataError(failures);
    return fields;
  }
}

/** What stands in a query string is text: the decorators of the class say what its fields are to be. */
function fromText(type: new () => object, query: unknown): unknown {
  const given = query as Readonly<Record<string, unknown>>;
  const known = [...fieldsOf(type).keys()].filter((name) => Object.hasOwn(given, name));
  if (known.length === 0) return given;
  return { ...given, ...plainToInstance(type, Object.fromEntries(known.map((name) => [name, given[name]]))) };
}
