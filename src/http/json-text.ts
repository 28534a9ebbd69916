/** An answer that is JSON already, made by PostgreSQL or read from where it was kept: it is sent as it is. */
export class JsonText {
  constructor(
    readonly text: string,
    /** The items, if it is a list. */
    readonly items?: readonly { readonly id: number }[],
  ) {}

  /** A list of rows that bring their answers. */
  static list(rows: readonly { readonly id: number; readonly answer: string }[]): JsonText {
    return new JsonText(`[${rows.map(({ answer }) => answer).join(',')}]`, rows);
  }
}
