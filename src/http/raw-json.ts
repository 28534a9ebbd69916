/** A response that is JSON already, made by PostgreSQL or stored before: it is sent as it is. */
export class RawJson {
  constructor(
    readonly text: string,
    /** If it is a page of a list. */
    readonly page?: Page,
    /** What its entity tag is of, if the text shows more than a read does. */
    readonly item?: Readonly<Record<string, unknown>>,
  ) {}
}

/** Where the next page of a list begins. */
export interface Page {
  readonly count: number;
  /** ID of its last item; null if it is empty. */
  readonly lastId: number | null;
  /** Its last item, where a list can have another order. */
  readonly last?: Readonly<Record<string, unknown>> | undefined;
  /** Of a list that can be synced: nothing with an earlier `updated_at` can appear any more. */
  readonly syncUntil?: Date | undefined;
  /** The query parameters of the next page, where each page has one. */
  readonly next?: Readonly<Record<string, string>>;
}

const bounds = new WeakMap<object, Date>();

/** The rows of a page of a list that can be synced, with its bound. */
export function boundedBy<Rows extends readonly object[]>(rows: Rows, until: Date | undefined): Rows {
  if (until !== undefined) bounds.set(rows, until);
  return rows;
}

export const boundOf = (rows: object): Date | undefined => bounds.get(rows);
