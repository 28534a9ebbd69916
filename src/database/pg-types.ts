import { types } from 'pg';

/**
 * How PostgreSQL's values become JavaScript's, decided here for the whole process. Ids are below 2^53 and a project's
 * value has at most 15 digits, so both are exact as numbers. A date has no time zone and stays the text it is.
 */
export function registerPgTypes(): void {
  types.setTypeParser(types.builtins.INT8, Number);
  types.setTypeParser(types.builtins.NUMERIC, Number);
  types.setTypeParser(types.builtins.DATE, (text) => text);
}
