import express from 'express';
import OpenApiValidator from 'express-openapi-validator';

/** Forwards calls to the service, and responds with 599 and what express-openapi-validator says if a call or its response is not as documented. */
const [, , apiSpec, port] = process.argv;
const { servers } = JSON.parse((await import('node:fs')).readFileSync(apiSpec, 'utf8'));

const app = express();
app.use(express.text({ type: ['application/x-ndjson', 'text/csv'] }), express.json());
app.use(OpenApiValidator.middleware({ apiSpec, validateRequests: true, validateResponses: true }));
app.use(async (request, response) => {
  const { host: _, 'content-length': __, connection: ___, ...headers } = request.headers;
  const hasBody = request.method !== 'GET' && request.body !== undefined;
  const body = hasBody
    ? typeof request.body === 'string'
      ? request.body
      : JSON.stringify(request.body)
    : undefined;
  const answered = await fetch(servers[0].url + request.originalUrl, {
    method: request.method,
    headers,
    body,
  });
  const type = answered.headers.get('content-type') ?? '';
  response.status(answered.status).type(type);
  if (type.startsWith('application/json')) response.json(await answered.json());
  else response.send(await answered.text());
});
app.use((error, _request, response, _next) => {
  response
    .status(599)
    .type('text/plain')
    .send(JSON.stringify({ message: error.message, errors: error.errors }));
});
app.listen(Number(port), '127.0.0.1', () => console.log('listening'));
