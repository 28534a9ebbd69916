import { type Failure } from '../fields/failure';
import { fieldsOf } from '../fields/field-registry';
import { CompanyFileDto } from './company-file.dto';

/** A company file that can't be applied, with everything that is wrong with it, from its top to its end. */
export class CompanyFileError extends Error {
  readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[]) {
    const sorted = inOrderOfFile(failures);
    super(sorted.map(({ field, message }) => `${field} ${message}`).join('\n'));
    this.name = 'CompanyFileError';
    this.failures = sorted;
  }
}

/** By list and entry; what is wrong with one entry stays in the order in which it was found. */
function inOrderOfFile(failures: readonly Failure[]): Failure[] {
  const lists = [...fieldsOf(CompanyFileDto).keys()];
  const place = ({ field }: Failure): [list: number, entry: number] => {
    const [, list = '', entry] = /^([^.[]*)(?:\[(\d+)\])?/.exec(field)!;
    // What is no field of a company file comes last.
    return [lists.includes(list) ? lists.indexOf(list) : lists.length, Number(entry ?? -1)];
  };
  return failures.toSorted((one, other) => {
    const [list, entry] = place(one);
    const [otherList, otherEntry] = place(other);
    return list - otherList || entry - otherEntry;
  });
}
