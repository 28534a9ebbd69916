export const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

export function hasByteOrderMark(start: Buffer): boolean {
  return start.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
}

/** UTF-16 is known by its mark, or by a NUL beside the first letter. */
export function isUtf16(start: Buffer): boolean {
  const [first, second] = [start[0], start[1]];
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isMarked || first === 0 || second === 0;
}
