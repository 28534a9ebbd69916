import { type PipeTransform } from '@nestjs/common';
import { type ChangeDraft, type Draft, readChange, readInput } from '../fields/read-input';

/**
 * Validates a body without refusing it yet, for services that have more to say about it: the caller gets the failures
 * of the fields and those of the company's data in one answer.
 */
export class DraftPipe<T extends object> implements PipeTransform<unknown, Draft<T>> {
  constructor(private readonly type: new () => T) {}

  transform(value: unknown): Draft<T> {
    return readInput(this.type, value);
  }
}

/** The same for a change of an item. */
export class ChangePipe<T extends object> implements PipeTransform<unknown, ChangeDraft<T>> {
  constructor(private readonly type: new () => T) {}

  transform(value: unknown): ChangeDraft<T> {
    return readChange(this.type, value);
  }
}
