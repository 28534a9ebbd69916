/** The longest record of an import, in bytes: a project with long texts has a few kB. */
export const MAX_LINE_BYTES = 64 * 1024;

/** Why a record can't be read: it is longer than MAX_LINE_BYTES, or a cell in quotes does not end with one. */
export type RecordProblem = 'too long' | 'open quote';

/** A line of a file, or several where a quoted cell of a CSV file holds line breaks. */
export interface FileRecord {
  /** The number of the line that it begins in, from 1. */
  readonly line: number;
  /** Without the line break. Empty if it is too long. */
  readonly bytes: Buffer;
  readonly problem?: RecordProblem;
  /** The file begins with a byte order mark, and this is its first record. */
  readonly isMarked?: true;
}
