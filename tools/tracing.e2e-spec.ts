import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { codeBlocksOf, ROOT, savedAs } from '../test/docs/code-blocks';
import { Api } from '../test/support/api';
import { createCompany } from '../test/support/builders/company';
import { projectBody } from '../test/support/builders/project';
import { createDatabase, type TestDatabase } from '../test/support/database';
import { ServiceProcess } from '../test/support/service-process';
import { until } from '../test/support/until';
import { Receiver } from '../test/webhooks/receiver';
import { createEndpoint } from '../test/webhooks/webhooks';
import tools from './package.json';

const GUIDE = 'docs/operate/tracing.md';
const [TRACE, SPAN] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
const [SERVER, CLIENT] = [2, 3];

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

interface Exported {
  readonly resourceSpans: readonly {
    readonly resource: Pick<Span, 'attributes'>;
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

/** Takes what exporters of OTLP send as JSON. */
class Collector {
  readonly exported: Exported[] = [];
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Collector> {
    const server = createServer((request, response) => {
      void json(request).then((body) => {
        if (request.url === '/v1/traces') collector.exported.push(body as Exported);
        response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
      });
    });
    const collector = new Collector(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get spans(): Span[] {
    const resources = this.exported.flatMap(({ resourceSpans }) => resourceSpans);
    return resources.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

const attributeOf = (span: Pick<Span, 'attributes'> | undefined, name: string): string | undefined =>
  span?.attributes.find(({ key }) => key === name)?.value.stringValue;

const blocks = codeBlocksOf(GUIDE);
const program = blocks.find((block) => savedAs(block) === 'tracing.mjs')!.text;
const start = blocks.find(({ text }) => text.includes('--import'))!.text;

let folder: string;
let collector: Collector;
let receiver: Receiver;
let database: TestDatabase;
let service: ServiceProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'projects-api-tracing-'));
  await writeFile(join(folder, 'tracing.mjs'), program);
  await symlink(join(ROOT, 'tools/node_modules'), join(folder, 'node_modules'));
  collector = await Collector.start();
  receiver = await Receiver.start();
  database = await createDatabase();
  const script = start
    .replace('http://127.0.0.1:4318', collector.url)
    .replace('/opt/projects-api-tracing', folder)
    .replace('dist/main.js', join(ROOT, 'dist/main.js'))
    .replace(/^node /m, 'exec node ');
  service = new ServiceProcess(
    {
      DATABASE_URL: database.url,
      LOG_LEVEL: 'info',
      WEBHOOK_KEY: Buffer.alloc(32, 1).toString('base64'),
      WEBHOOK_ALLOW_PRIVATE: 'true',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    },
    { script },
  );
});

afterAll(async () => {
  await service.end();
  await database.drop();
  await receiver.stop();
  collector.stop();
  await rm(folder, { recursive: true });
});

describe(`${GUIDE}, with the SDK of OpenTelemetry`, () => {
  it('installs what this test has', () => {
    const { text } = blocks.find((block) => block.text.includes('npm install --prefix'))!;
    const installed = [...text.matchAll(/(@opentelemetry\/\S+)@(\S+)/g)].map(([, name, version]) => [
      name,
      version,
    ]);
    const ours = Object.entries(tools.dependencies).filter(([name]) => name.startsWith('@opentelemetry/'));
    expect(installed).toEqual(ours);
  });

  it('one trace has the request, its statements and its delivery, and nothing else begins one', async () => {
    const company = await createCompany(database);
    const api = new Api(await service.listening()).as(company);
    await createEndpoint(api, receiver.url);
    const headers = { traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'congo=t61rcWkgMzE' };
    expect((await api.post('/api/projects', projectBody(company), { headers })).status).toBe(201);
    const spansOf = (kind: number, name: string): Span[] =>
      collector.spans.filter((span) => span.traceId === TRACE && span.kind === kind && span.name === name);
    await until(() => Promise.resolve(spansOf(CLIENT, 'POST').length > 0));

    const [request, ...others] = spansOf(SERVER, 'POST /api/projects');
    expect([request?.parentSpanId, attributeOf(request, 'http.route'), others]).toEqual([
      SPAN,
      '/api/projects',
      [],
    ]);
    const statements = collector.spans.filter((span) =>
      attributeOf(span, 'db.query.text')?.includes('insert into projects'),
    );
    expect(statements.map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual([
      [TRACE, request!.spanId],
    ]);
    const deliveries = spansOf(CLIENT, 'POST');
    expect(deliveries.map(({ parentSpanId }) => parentSpanId)).toEqual([request!.spanId]);
    expect(receiver.received).toMatchObject([
      { headers: { ...headers, traceparent: `00-${TRACE}-${deliveries[0]!.spanId}-01` } },
    ]);
    const lines = service.output.split('\n').filter((line) => line.startsWith('{'));
    expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(
      expect.objectContaining({ operation: 'createProject', trace_id: TRACE, span_id: request!.spanId }),
    );
    // The service has looked for events to deliver, and has delivered one.
    const roots = collector.spans.filter(({ parentSpanId }) => parentSpanId === undefined);
    expect(new Set(roots.map(({ kind, name }) => `${kind} ${name}`))).toEqual(
      new Set([`${SERVER} POST /api/webhook-endpoints`]),
    );
    const [{ resourceSpans }] = collector.exported as [Exported];
    expect(attributeOf(resourceSpans[0]!.resource, 'service.name')).toBe('projects-api');
  });
});
