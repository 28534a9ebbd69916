import { integer } from '../../fields/field-types';

/**
 * The ids that a company file may give. All companies share the sequences that number new rows, and a given id moves
 * them on, so one company must not be able to use them up for the others.
 */
const MAX_GIVEN_ID = 10 ** 12;

export const givenId = integer({ minimum: 1, maximum: MAX_GIVEN_ID });

export const GIVEN_ID_DESCRIPTION =
  'ID of the row. Give it to keep the ID of another system, or to say which row is meant; without it the name decides';

/** The longest name where the public API names no limit. */
export const MAX_NAME_LENGTH = 255;
