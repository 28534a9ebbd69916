import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { AllProcesses } from '../../src/metrics/all-processes';
import { useService } from '../support/app';
import { createCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { Receiver } from '../webhooks/receiver';
import { createEndpoint, DELIVERING, untilStatus } from '../webhooks/webhooks';
import { namesOf } from './scrape';

const OPERATE = join(__dirname, '../../docs/operate');
const TOKEN = 'metrics-token-of-thirty-two-chars';
/** What a query has beside the names of series. */
const WORDS = new Set(
  'sum topk rate increase max min avg histogram_quantile by without le on clamp_min and or unless up absent time'.split(
    ' ',
  ),
);

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}

function expressionsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(expressionsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'expr' && typeof inner === 'string' ? [inner] : expressionsOf(inner),
  );
}

/** The names in a query that are no words of the language and no labels. */
function seriesOf(expression: string): string[] {
  const bare = expression
    .replace(/\{[^}]*\}|\[[^\]]*\]|"[^"]*"/g, ' ')
    .replace(/\b(by|without|on)\s*\([^)]*\)/g, ' ');
  return (bare.match(/[a-zA-Z_:][\w:]*/g) ?? []).filter((word) => !WORDS.has(word));
}

const embedded = () => ({ isRunning: true, restarts: 0 });
const service = useService({ ...DELIVERING, metrics: { host: '127.0.0.1', token: TOKEN, embedded } });
let exported: ReadonlySet<string>;

beforeAll(async () => {
  const company = await createCompany(service.database);
  const receiver = await Receiver.start();
  const endpoint = await createEndpoint(service.api.as(company), receiver.url);
  await service.api.as(company).post('/api/projects', projectBody(company));
  await service.api.as(company).post('/api/projects', {});
  await service.api.as(company).get('/api/events');
  await untilStatus(service.database, endpoint, 'delivered');
  await receiver.stop();
  const processes = new AllProcesses({
    embedded,
    processes: () => ({ wanted: 2, serving: 2, replaced: 0 }),
    workers: async () => Promise.resolve([]),
  });
  exported = new Set([
    ...namesOf((await service.api.get('/metrics', { token: TOKEN })).text),
    ...namesOf(await processes.text()),
  ]);
});

it.each([
  ['dashboard.json', (text: string) => JSON.parse(text) as unknown, 8],
  ['alerts.yml', (text: string) => parse(text) as unknown, 6],
])('%s asks for series that the service exports', (file, read, count) => {
  const expressions = expressionsOf(read(readFileSync(join(OPERATE, file), 'utf8')));
  expect(expressions.length).toBeGreaterThanOrEqual(count);
  const series = expressions.flatMap(seriesOf);
  expect(series.length).toBeGreaterThanOrEqual(count);
  expect(series.filter((name) => !exported.has(name))).toEqual([]);
});

it('each alert has a name of its own, and the guide names each series of the service', () => {
  const { groups } = parse(readFileSync(join(OPERATE, 'alerts.yml'), 'utf8')) as Rules;
  const names = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
  expect(new Set(names).size).toBe(names.length);
  const guide = readFileSync(join(OPERATE, 'monitoring.md'), 'utf8');
  const own = [...exported]
    .filter((name) => name.startsWith('projects_api_'))
    .map((name) => name.replace(/_(bucket|sum|count)$/, ''));
  expect([...new Set(own)].filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});
