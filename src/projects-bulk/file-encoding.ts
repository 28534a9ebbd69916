import { InvalidDataError } from '../http/api-error';

export const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

export function hasByteOrderMark(start: Buffer): boolean {
  return start.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
}

/** UTF-16 is known by its mark, or by a NUL beside the first letter. */
export function refuseUtf16(start: Buffer): void {
  const [first, second] = start;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (!isMarked && first !== 0 && second !== 0) return;
  const message = 'is in UTF-16: save the file in UTF-8 (in Excel: "CSV UTF-8")';
  throw new InvalidDataError([{ field: 'body', message }]);
}
