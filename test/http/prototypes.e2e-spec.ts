import { type IncomingMessage, type ServerResponse } from 'node:http';
import { useService } from '../support/app';

const service = useService();

/** Changing it costs Node 20 more than all that the service does for a read. */
it('Express finds requests and responses with the prototype that it gives them', async () => {
  const prototypes: [atFirst: unknown[], later: unknown[]] = [[], []];
  const server = service.app.getHttpServer();
  server.prependOnceListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const note = (): unknown[] =>
      [request, response].map((object) => Object.getPrototypeOf(object) as unknown);
    prototypes[0] = note();
    response.once('finish', () => (prototypes[1] = note()));
  });
  const got = await service.api.get('/health/live');
  expect(got.status).toBe(200);
  const { request, response } = service.app.getHttpAdapter().getInstance();
  for (const [ofRequest, ofResponse] of prototypes) {
    expect(ofRequest).toBe(request);
    expect(ofResponse).toBe(response);
  }
});
