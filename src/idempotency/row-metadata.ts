/** Of a handler: the table whose row its path names. */
export const ROWS = 'idempotency:rows';
