import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Module from '../src/database/announced-stamp';

/**
 * Loaded before the service, which then takes its stamps from the clock and announces nothing. Only to be measured: its
 * feed and its syncs have gaps.
 */
const load = createRequire(__filename);
const stamps = load(join(__dirname, '../../dist/database/announced-stamp.js')) as {
  -readonly [Name in keyof typeof Module]: (typeof Module)[Name];
};

stamps.announcedStamp = (_company, announcement) => {
  const { condition = 'true', after, of } = announcement ?? {};
  const [from, columns] = of === undefined ? ['', ''] : [` from ${of.from}`, `, ${of.columns}`];
  const stamp = after === undefined ? stamps.CLOCK : stamps.laterThan(after, stamps.CLOCK);
  return `
  stamp as materialized (
    select ${stamp} as at${columns}${from} where ${condition}
  )`;
};
