import { Database } from '../../src/database/database';
import { type ApiResponse } from '../support/api';
import { useService } from '../support/app';
import { useHolder } from '../support/holder';
import { createCompany } from '../support/builders/company';
import { bareProject, projectBody } from '../support/builders/project';
import { countWaiting } from '../support/queries';
import { until } from '../support/until';

const service = useService();
/** Holds a table that deep pages read and creates don't, so that such pages take as long as a test wants. */
const holder = useHolder(service);

const DEEP = '/api/timesheet-whitelists?offset=20000';
const REFUSED = {
  key: 'service_unavailable',
  message:
    'Too many pages with a high offset are read in this company right now. Try again in a moment, or follow the ' +
    'Link header (rel="next") instead of counting an offset: its pages are as fast as the first.',
};

const show = ({ status, body }: ApiResponse): object => ({ status, body });

/** How many statements wait for the table. */
async function held(): Promise<number> {
  return countWaiting(service.database, 'table');
}

describe('many pages at a deep offset of one company', () => {
  it('leave room for the writes of others and for first pages, and are all responded to', async () => {
    const [deep, other] = [await createCompany(service.database), await createCompany(service.database)];
    await holder.query('begin; lock table timesheet_whitelists in access exclusive mode');
    let done = 0;
    const pages = Array.from({ length: 50 }, async () => {
      const response = await service.api.as(deep).get(DEEP);
      done++;
      return response;
    });
    await until(async () => (await held()) > 0);
    const created = await service.api.as(other).post('/api/projects', projectBody(other));
    const first = await service.api.as(deep).get('/api/projects');
    const whileHeld = { done, held: await held() };
    await holder.query('rollback');
    expect(show(created)).toEqual({ status: 201, body: bareProject(other) });
    expect(show(first)).toEqual({ status: 200, body: [] });
    expect(whileHeld).toEqual({ done: 0, held: 2 });
    for (const response of await Promise.all(pages)) {
      expect(show(response)).toEqual(
        response.status === 200 ? { status: 200, body: [] } : { status: 503, body: REFUSED },
      );
    }
  });

  it('are refused with 503 when they wait for two seconds, and the text names a better way', async () => {
    const company = await createCompany(service.database);
    const { longReads } = service.app.get(Database);
    const busy = (): Error => new Error('No other long read runs here.');
    const ends = [
      await longReads.start(company.companyId, busy),
      await longReads.start(company.companyId, busy),
    ];
    const refused = await Promise.all([1, 2, 3].map(async () => service.api.as(company).get(DEEP)));
    for (const end of ends) end();
    for (const response of refused) {
      expect(show(response)).toEqual({ status: 503, body: REFUSED });
      expect(response.headers.get('retry-after')).toBe('2');
    }
    expect(show(await service.api.as(company).get(DEEP))).toEqual({ status: 200, body: [] });
  });
});
