// What the documents use of curl, for machines that have none: node curl.cjs <host:port> [curl's arguments].
const { Buffer } = require('node:buffer');
const { readFileSync, writeSync } = require('node:fs');
const { request } = require('node:http');
const { URL } = require('node:url');

const [host, ...args] = process.argv.slice(2);
const headers = [];
let url, method, body, showsHeaders;

const fileOr = (value) => (value.startsWith('@') ? readFileSync(value.slice(1), 'utf8') : value);

for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
  if (arg === '-i') showsHeaders = true;
  else if (arg === '-X') method = args.shift();
  else if (arg === '-H') headers.push(...fileOr(args.shift()).split('\n').filter(Boolean));
  else if (arg === '-d') body = fileOr(args.shift()).replaceAll('\n', '');
  else if (arg === '--data-binary') body = fileOr(args.shift());
  else if (arg.startsWith('-')) throw new Error(`curl.cjs does not know ${arg}`);
  else url = new URL(arg);
}

const [hostname, port] = host.split(':');
const sent = request({
  hostname,
  port,
  path: url.pathname + url.search,
  method: method ?? (body === undefined ? 'GET' : 'POST'),
  headers: {
    Host: url.host,
    ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }),
    ...Object.fromEntries(headers.map((line) => line.split(/: (.*)/s).slice(0, 2))),
  },
});
sent.on('response', (response) => {
  const { rawHeaders, statusCode, statusMessage } = response;
  const lines = rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('');
  if (showsHeaders) writeSync(1, `HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines}\r\n`);
  response.on('data', (chunk) => writeSync(1, chunk)).on('end', () => writeSync(2, `status ${statusCode}\n`));
});
sent.end(body);
