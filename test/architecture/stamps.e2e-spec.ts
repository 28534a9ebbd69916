import { useService } from '../support/app';
import { statementsOfAllOperations } from './statements';

const service = useService();

/** Tables whose rows are read by their stamps: those of lists, and the events. */
const STAMPED =
  'projects|clients|client_contacts|timesheet_whitelists|project_metadata|persons|project_events|crm_events';
const WRITES_STAMP = new RegExp(
  String.raw`insert into (${STAMPED})\b|update (${STAMPED})\b(?=[^;]*\bupdated_at = )`,
);

describe('the statements that stamp what they write', () => {
  it('follow the write protocol: they announce their transaction first, and take the stamp from the clock afterwards', async () => {
    const writes = [...(await statementsOfAllOperations(service))].filter((text) => WRITES_STAMP.test(text));
    for (const table of [
      'projects',
      'project_events',
      'crm_events',
      'clients',
      'project_metadata',
      'persons',
    ])
      expect(writes.some((text) => new RegExp(`(insert into|update) ${table}\\b`).test(text))).toBe(true);
    const isAnnounced = (text: string): boolean =>
      text.indexOf('pg_advisory_xact_lock_shared(') <
        text.indexOf("date_trunc('milliseconds', clock_timestamp()) ") &&
      text.includes('stamp as materialized (') &&
      text.includes('where write_protocol_1() and') &&
      text.includes('from began');
    expect(writes.filter((text) => !isAnnounced(text))).toEqual([]);
    const ofStatement = /\b(now|statement_timestamp|transaction_timestamp)\(\)|current_timestamp/;
    expect(writes.filter((text) => ofStatement.test(text))).toEqual([]);
  }, 60_000);
});
