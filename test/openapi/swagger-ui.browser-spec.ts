import { type Browser, type Page } from 'playwright-core';
import { useService } from '../support/app';
import { launchBrowser } from '../support/browser';
import { createDemo } from '../support/demo';
import { CREATE_PROJECT_EXAMPLE } from '../../src/projects/dto/create-project.dto';

const service = useService({ demo: { company: 'demo', tokenExpression: '$(cat data/demo-token)' } });
let browser: Browser;
let page: Page;
/** What must not happen while the page is used. */
const complaints: string[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  page = await browser.newPage();
  page.on('console', (message) => {
    // The browser reports every 4xx on the console; the responses that this test provokes are part of it.
    if (message.type() === 'error' && !message.text().includes('status of 400'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(service.url) && !url.startsWith('data:')) complaints.push(`external request: ${url}`);
  });
}, 90_000);

afterAll(async () => {
  await browser.close();
});

/** Fills in the token: the version is filled in, and in an installation with a demo the company, too. */
async function authorize(token: string): Promise<void> {
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  const dialog = page.locator('.modal-ux');
  const section = dialog.locator('.auth-container', {
    has: page.getByRole('heading', { name: /^token / }),
  });
  const field = section.getByRole('textbox');
  expect(await field.getAttribute('type')).toBe('text');
  await field.fill(token);
  await section.getByRole('button', { name: 'Apply credentials' }).click();
  expect(await dialog.locator('code.sent').allInnerTexts()).toEqual([token, 'demo', '2024-06-15']);
  await dialog.getByRole('button', { name: 'Close' }).first().click();
}

/** Opens "Create a project", presses Execute, and reads the live answer. */
async function execute(body?: string): Promise<{ status: string; body: unknown }> {
  const operation = page.locator('#operations-Projects-createProject');
  const tryIt = operation.getByRole('button', { name: 'Try it out' });
  if (!(await operation.getByRole('button', { name: 'Execute' }).isVisible())) {
    if (!(await tryIt.isVisible())) await operation.locator('.opblock-summary-control').click();
    await tryIt.click();
  }
  if (body !== undefined) await operation.locator('textarea.body-param__text').fill(body);
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await operation.getByRole('button', { name: 'Execute' }).click();
  await answered;
  const live = operation.locator('.live-responses-table .response');
  await live.locator('.response-col_description pre').first().waitFor();
  return {
    status: (await live.locator('.response-col_status').innerText()).trim().split(/\s/)[0]!,
    body: JSON.parse(await live.locator('.response-col_description .highlight-code pre').first().innerText()),
  };
}

const projects = async (): Promise<object[]> => service.database.query('select * from projects order by id');

describe('Swagger UI', () => {
  it('creates a project by try-it, shows failures, and is still authorized after a reload', async () => {
    const demo = await createDemo(service.database);
    await page.goto(`${service.url}/docs`);
    await page.locator('#operations-Projects-createProject').waitFor();
    await authorize(demo.token);

    const created = await execute();
    expect(created).toMatchObject({
      status: '201',
      body: { name: CREATE_PROJECT_EXAMPLE.name, metadata_13: 'IT' },
    });
    const stored = await projects();
    expect(stored).toEqual([
      expect.objectContaining({ id: (created.body as { id: number }).id, job_order: 'jo_001' }),
    ]);

    const refused = await execute(JSON.stringify({ ...CREATE_PROJECT_EXAMPLE, name: '', client_id: '1' }));
    expect(refused).toEqual({
      status: '400',
      body: {
        key: 'invalid_data',
        message: "You provided invalid data. Check 'failures' for details.",
        failures: [
          { field: 'name', message: 'must not be blank' },
          { field: 'client_id', message: 'must be an integer, not a number in quotes' },
        ],
      },
    });

    await page.reload();
    await page.locator('#operations-Projects-createProject').waitFor();
    expect((await execute()).status).toBe('201');
    expect(await projects()).toHaveLength(2);
    expect(complaints).toEqual([]);
  }, 60_000);

  it('finds operations by what they are called, and hides the other spellings at first', async () => {
    await page.goto(`${service.url}/docs`);
    await page.locator('#operations-Projects-createProject').waitFor();
    const visible = async (): Promise<(string | null)[]> =>
      Promise.all(
        (await page.locator('.opblock:visible').all()).map(async (block) => block.getAttribute('id')),
      );
    const all = await visible();
    expect(all).toContain('operations-Clients-createClient');
    expect(all.filter((id) => id?.includes('Singular'))).toEqual([]);
    const box = page.getByPlaceholder('Filter by tag');
    for (const [phrase, found] of [
      ['WHITELISTS/{ID}', ['getTimesheetWhitelist', 'deleteTimesheetWhitelist']],
      ['person that calls', ['getAuthenticatedPerson', 'getMyPermissions']],
      ['updateclient', ['updateClient']],
    ] as const) {
      await box.fill(phrase);
      await page.waitForFunction(`document.querySelectorAll('.opblock').length === ${found.length}`);
      expect((await visible()).map((id) => id?.split('-').at(-1)).sort()).toEqual([...found].sort());
    }
    await box.fill('');
    await page.locator('#operations-tag-Other_spellings').click();
    expect((await visible()).filter((id) => id?.includes('Singular'))).toHaveLength(6);
    expect(complaints).toEqual([]);
  }, 60_000);

  it('fits a phone', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 800 }, isMobile: true });
    const phone = await context.newPage();
    await phone.goto(`${service.url}/docs`);
    await phone.locator('#operations-Projects-createProject').waitFor();
    expect(await phone.evaluate('window.innerWidth')).toBe(390);
    await context.close();
  }, 60_000);
});
