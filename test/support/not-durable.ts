/** Settings of a server whose databases end with the tests: without `fsync` writes are several times as fast. */
export const NOT_DURABLE = { fsync: 'off', full_page_writes: 'off' };
