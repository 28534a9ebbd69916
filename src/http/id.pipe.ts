import { type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { InvalidDataError, NotFoundError } from './api-error';

/** Larger ids are cut in messages. */
const MAX_QUOTED = 40;

/** Reads an id of the path. One that is too large for any row is unknown, and is named as it was sent. */
export class IdPipe implements PipeTransform<string, number> {
  transform(value: string, { data: field = 'id' }: Pick<ArgumentMetadata, 'data'>): number {
    if (!/^\d+$/.test(value)) throw new InvalidDataError([{ field, message: 'must be an integer' }]);
    const id = Number(value);
    if (id <= Number.MAX_SAFE_INTEGER) return id;
    const quoted = value.length > MAX_QUOTED ? `${value.slice(0, MAX_QUOTED)}…` : value;
    throw new NotFoundError(`There is nothing with the ID ${quoted} in this company.`);
  }
}
