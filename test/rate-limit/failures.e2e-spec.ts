import { Log } from '../../src/logging/log';
import { samplesOf } from '../metrics/scrape';
import { type ApiResponse } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { limitOf } from './rate-limit';

const TOKEN = 'metrics-token-of-thirty-two-chars';
const lines: { readonly level: number; readonly msg: string; readonly err?: { readonly code?: string } }[] =
  [];
const log = { write: (line: string) => lines.push(JSON.parse(line) as (typeof lines)[number]) };
const service = useService({
  rateLimitPerHour: 10,
  log: new Log('error', log as never),
  metrics: { host: '127.0.0.1', token: TOKEN },
});
let company: TestCompany;

beforeEach(async () => {
  company = await createCompany(service.database);
});

const me = async (): Promise<ApiResponse> => service.api.as(company).get('/api/persons/me');

/** Requests that were not counted, by the reason. */
async function uncounted(): Promise<object> {
  const samples = samplesOf((await service.api.get('/metrics', { token: TOKEN })).text);
  const of = (reason: string): number | undefined =>
    samples.get(`projects_api_rate_limit_uncounted_total{reason="${reason}"}`);
  return { read_only: of('read_only'), refused: of('refused'), other: of('other') };
}

/** Makes the statements that count requests fail with this SQLSTATE while `work` runs. */
async function withFailure(state: string, work: () => Promise<void>): Promise<void> {
  await service.database.query(`
    create function fail() returns trigger language plpgsql as
      $$ begin raise exception 'injected' using errcode = '${state}'; end $$;
    create trigger fail before insert or update on rate_limits for each row execute function fail();
  `);
  try {
    await work();
  } finally {
    await service.database.query('drop trigger fail on rate_limits; drop function fail()');
  }
}

describe('when requests can not be counted', () => {
  it('returns 503 if the database is overloaded, as the request would be answered without a limit', async () => {
    await withFailure('53300', async () => {
      const response = await me();
      expect({ status: response.status, body: response.body }).toEqual({
        status: 503,
        body: {
          key: 'service_unavailable',
          message: 'The database has no connection or memory left for this. Try again in a moment.',
        },
      });
      expect(response.headers.get('retry-after')).toBe('2');
      expect(limitOf(response)).toBeUndefined();
    });
    expect(limitOf(await me())).toMatchObject({ remaining: 9 });
    expect(await uncounted()).toEqual({ read_only: 0, refused: 0, other: 0 });
  });

  // As after a fail-over to a server that only reads: what only reads can still be answered.
  it('answers without counting if the database does not write', async () => {
    await withFailure('25006', async () => {
      const response = await me();
      expect({ status: response.status, limit: limitOf(response) }).toEqual({
        status: 200,
        limit: undefined,
      });
      expect(response.body).toMatchObject({ id: company.personId });
    });
    expect(limitOf(await me())).toMatchObject({ remaining: 9 });
    expect(await uncounted()).toEqual({ read_only: 1, refused: 0, other: 0 });
  });

  it('says that the limit does not work, each request to the metrics and all in one line of the log', async () => {
    await withFailure('42501', async () => {
      for (let request = 0; request < 3; request++) {
        const response = await me();
        expect({ status: response.status, limit: limitOf(response) }).toEqual({
          status: 200,
          limit: undefined,
        });
      }
    });
    expect(await uncounted()).toEqual({ read_only: 1, refused: 3, other: 0 });
    const sentences = lines.filter(({ msg }) => msg !== 'request failed');
    expect(sentences.map(({ level, msg, err }) => [level, msg, err?.code])).toEqual([
      [
        50,
        'The rate limit does not work: the database did not count requests, and 1 request was answered without a limit.',
        '25006',
      ],
    ]);
  });
});
