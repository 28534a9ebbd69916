import { type ArgumentMetadata, NotFoundException, type PipeTransform } from '@nestjs/common';
import { InvalidDataError, NotFoundError } from './api-error';

/** Larger ids are cut in messages. */
const MAX_QUOTED = 40;

/** An action that the item does not have, or not with this method, as `GET /api/projects/1:archive`. */
export const OTHER_ACTION = /^\d+:/;

/** Reads an id of the path. One that is too large for any row is unknown, and is named as it was sent. */
export class IdPipe implements PipeTransform<string, number> {
  transform(value: string, { data: field = 'id' }: Pick<ArgumentMetadata, 'data'>): number {
    // As the router says that it has no route: see unknown-route.ts.
    if (OTHER_ACTION.test(value)) throw new NotFoundException();
    if (!/^\d+$/.test(value))
      throw new InvalidDataError([{ field, message: 'must be an ID, in digits only' }]);
    const id = Number(value);
    if (id <= Number.MAX_SAFE_INTEGER) return id;
    const quoted = value.length > MAX_QUOTED ? `${value.slice(0, MAX_QUOTED)}…` : value;
    throw new NotFoundError(`There is nothing with the ID ${quoted} in this company.`);
  }
}
