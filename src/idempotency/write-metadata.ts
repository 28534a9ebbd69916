/** Of a handler: the table whose row its path names. */
export const ROWS = 'idempotency:rows';

/** The path of the list that has what it creates. */
export const CREATES_AT = 'idempotency:creates-at';
