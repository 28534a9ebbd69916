import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Pool } from 'pg';
import { registerPgTypes } from '../../src/database/pg-types';
import { COMPANY_HEADER } from '../../src/http/api-versions';
import { type Statement } from '../../src/database/statement';
import { FIND, INSERT, insertParameters, LIST, SYNC, UPDATE } from './project-sql';

/**
 * What node and PostgreSQL can do at best: no framework, no token, no validation, no rule, no error handling; one
 * prepared statement a request. As many connections as the service has by default.
 */
registerPgTypes();
const pool = new Pool({ connectionString: process.env.DATABASE_URL!, max: 10 });
/** The ids of all companies by their slugs. */
const companies = new Map<string, number>();
const METADATA = 'metadata_';

async function run<Row extends object>(
  { name, text, parameters }: Statement<string>,
  values: Record<string, unknown>,
): Promise<Row[]> {
  const query = { name, text, values: parameters.map((key) => values[key]) };
  return (await pool.query<Row>(query)).rows;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      resolve(JSON.parse(text) as Record<string, unknown>);
    });
  });
}

async function respond(request: IncomingMessage): Promise<[status: number, json: string]> {
  const [path, query] = request.url!.split('?') as [path: string, query?: string];
  const company_id = companies.get(request.headers[COMPANY_HEADER.toLowerCase()] as string)!;
  const id = /\/(\d+)$/.exec(path)?.[1];
  switch (request.method) {
    case 'POST':
      return create(company_id, await bodyOf(request));
    case 'PATCH':
      return [200, (await jsonOf(UPDATE, { ...(await bodyOf(request)), company_id, id }))[0]!];
  }
  if (id !== undefined) return [200, (await jsonOf(FIND, { company_id, id }))[0]!];
  const since = new URLSearchParams(query).get('updated_at')?.replace('gt:', '');
  const rows =
    since === undefined ? await jsonOf(LIST, { company_id }) : await jsonOf(SYNC, { company_id, since });
  return [200, `[${rows.join(',')}]`];
}

async function create(
  companyId: number,
  body: Record<string, unknown>,
): Promise<[status: number, json: string]> {
  const field = Object.keys(body).find((key) => key.startsWith(METADATA))!;
  const metadata = [Number(field.slice(METADATA.length)), body[field]] as const;
  const [row] = await run(INSERT, insertParameters(companyId, body, metadata));
  return [201, JSON.stringify({ ...row, [field]: body[field] })];
}

async function jsonOf(query: Statement<string>, values: Record<string, unknown>): Promise<string[]> {
  return (await run<{ json: string }>(query, values)).map(({ json }) => json);
}

function send(response: ServerResponse, [status, json]: [number, string]): void {
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(json),
  });
  response.end(json);
}

const server = createServer((request, response) => {
  void respond(request).then((answered) => {
    send(response, answered);
  });
});

async function listen(): Promise<void> {
  const { rows } = await pool.query<{ slug: string; id: number }>('select slug, id from companies');
  for (const { slug, id } of rows) companies.set(slug, id);
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`raw listens on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
  });
}

void listen();
