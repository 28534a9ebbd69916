/** A field of a row that a company file changes. */
export interface FieldChange {
  readonly name: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** A row that a company file creates or updates. */
export interface Change {
  readonly action: 'create' | 'update';
  /** The field's word for the row: "client". */
  readonly what: string;
  /** Undefined in a dry run, if the database would choose it. */
  readonly id: number | undefined;
  /** What people call the row: its name or its e-mail address. */
  readonly label: string;
  /** Of an update. */
  readonly fields?: readonly FieldChange[];
}
