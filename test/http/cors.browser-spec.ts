import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Browser, type Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app';
import { launchBrowser } from '../support/browser';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { projectsOf } from '../support/queries';

/** Another site, as a browser sees it: another port is another origin. */
let site: Server;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  site = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<p>A site</p>'));
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(origin());
}, 90_000);

afterAll(async () => {
  await browser.close();
  site.close();
});

const origin = (): string => `http://127.0.0.1:${(site.address() as AddressInfo).port}`;

/** Creates a project by a script of the site: what the script sees of the response. */
async function create(service: TestApp, company: TestCompany): Promise<unknown> {
  const call = {
    url: `${service.url}/api/projects`,
    token: company.token,
    company: company.company,
    body: JSON.stringify(projectBody(company)),
  };
  return page.evaluate(async ({ url, token, company: slug, body }) => {
    const headers = {
      Authorization: `Bearer ${token}`,
      'Wethod-Company': slug,
      'Wethod-Version': '2024-06-15',
      'Content-Type': 'application/json',
      'Idempotency-Key': 'from-a-browser',
    };
    try {
      const response = await fetch(url, { method: 'POST', headers, body });
      const { id } = (await response.json()) as { id: number };
      return { status: response.status, location: response.headers.get('Location'), id };
    } catch (error) {
      return (error as Error).message;
    }
  }, call);
}

describe('a script of another site', () => {
  it('calls the API if CORS_ORIGINS names its origin, and otherwise sends nothing', async () => {
    const closed = await startApp();
    const open = await startApp({ database: closed.database, corsOrigins: [origin()] });
    try {
      const company = await createCompany(closed.database);
      expect(await create(closed, company)).toBe('Failed to fetch');
      expect(await projectsOf(closed.database, company.companyId)).toEqual([]);

      const created = (await create(open, company)) as { id: number };
      expect(created).toEqual({ status: 201, location: `/api/projects/${created.id}`, id: created.id });
      expect(await projectsOf(closed.database, company.companyId)).toMatchObject([{ id: created.id }]);
    } finally {
      await open.stop();
      await closed.stop();
    }
  }, 60_000);
});
