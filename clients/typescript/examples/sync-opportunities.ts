/**
 * Creates or replaces the project of each opportunity of a CRM, then lists what changed since. It can be run again at any
 * time, as after a crash in the middle: the opportunity's ID in the CRM says which project is meant.
 */
import { ApiError, createClient, listAll } from '../src/client';

/** What a CRM might export. */
const opportunities = [
  {
    id: 'A-1041',
    title: 'Web shop',
    amount: 48_000,
    chance: 50,
    start: '2025-03-01',
    months: 6,
    sector: 'IT',
  },
  {
    id: 'A-1042',
    title: 'Audit',
    amount: 9_500,
    chance: 90,
    start: '2025-04-01',
    months: 1,
    sector: 'Finance',
  },
  { id: 'A-1043', title: 'Data platform', amount: 120_000, chance: 25, start: '2025-06-01', months: 12 },
];

async function main(): Promise<void> {
  const { BASE_URL = 'http://127.0.0.1:3000', COMPANY = 'demo', TOKEN = '' } = process.env;
  const projects = createClient({ baseUrl: BASE_URL, token: TOKEN, company: COMPANY });
  // The service's clock, not ours.
  let since: string | undefined;

  for (const { id, title, amount, chance, start, months, sector = null } of opportunities) {
    const { data, error, response } = await projects.PUT('/api/projects/by-external/{source}/{id}', {
      params: { path: { source: 'crm', id } },
      body: {
        name: title,
        purchase_order: id,
        value: amount / 1_000,
        probability: chance,
        start_date: start,
        duration: months,
        client_id: 1,
        pm_id: 1,
        job_order_category_id: 1,
        metadata_13: sector,
      },
    });
    if (error) throw new ApiError(response.status, error);
    since ??= data.updated_at;
    console.log(`${id} is project ${data.id}`);
  }

  const changed = listAll(projects, '/api/projects', { query: { updated_at: `gte:${since}` } });
  for await (const { updated_at, name, value, metadata_13: sector } of changed) {
    console.log(`${name}: ${value} K, ${sector ?? 'no sector'}, changed ${updated_at}`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof ApiError ? error.message : error);
  process.exitCode = 1;
});
