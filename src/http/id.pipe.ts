import { type PipeTransform } from '@nestjs/common';
import { InvalidDataError } from './api-error';

/** Reads an id of the path. One that is too large for any row is as good as unknown, so it is not refused here. */
export class IdPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (!/^\d+$/.test(value)) throw new InvalidDataError([{ field: 'id', message: 'must be an integer' }]);
    return Math.min(Number(value), Number.MAX_SAFE_INTEGER);
  }
}
