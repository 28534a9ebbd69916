/** The headers of every call, and a project with metadata: what each program here creates with the client of its tool. */
export const CALLER = { 'Wethod-Company': 'demo', 'Wethod-Version': '2024-06-15' };
export const AUTHORIZATION = { Authorization: `Bearer ${process.env.TOKEN!}` };

export const PROJECT = {
  name: 'First project',
  client_id: 1,
  client_contact_id: 1,
  pm_id: 1,
  job_order_category_id: 1,
  value: 10.96,
  probability: 50,
  start_date: '2024-01-01',
  duration: 4,
  metadata_13: 'IT',
};

/** Prints what a call returned, for the test that started the program. */
export function print(created: unknown): void {
  process.stdout.write(JSON.stringify(created));
}
