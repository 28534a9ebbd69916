import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Pool } from 'pg';
import { registerPgTypes } from '../../src/database/pg-types';
import { type Statement } from '../../src/database/statement';
import { FIND, INSERT, insertParameters, LIST } from './project-sql';

/**
 * What node and PostgreSQL can do at best: no framework, no token, no validation, no rule, no error handling; one
 * prepared statement a request. As many connections as the service has by default.
 */
registerPgTypes();
const pool = new Pool({ connectionString: process.env.DATABASE_URL!, max: 10 });
const companyId = Number(process.env.COMPANY_ID);

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
  const url = request.url!;
  if (request.method === 'POST') {
    const body = await bodyOf(request);
    const [row] = await run(INSERT, insertParameters(companyId, body, body.metadata_13));
    return [201, JSON.stringify({ ...row, metadata_13: body.metadata_13 })];
  }
  const id = /\/(\d+)$/.exec(url)?.[1];
  if (id !== undefined) {
    const [found] = await run<{ json: string }>(FIND, { company_id: companyId, id });
    return [200, found!.json];
  }
  const rows = await run<{ json: string }>(LIST, { company_id: companyId });
  return [200, `[${rows.map(({ json }) => json).join(',')}]`];
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
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`raw listens on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
