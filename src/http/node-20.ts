import { type Express, type Request, type Response } from 'express';
import { createServer, IncomingMessage, type Server, type ServerOptions, ServerResponse } from 'node:http';

/**
 * What makes a request cheaper on Node 20, and changes nothing on later versions. It goes with Node 20:
 * `createServer(options)` then does the same.
 *
 * Express gives each request and each response another prototype, which costs Node 20 a third of the time of a read. The
 * classes of this server have it from the beginning, so that there is nothing left to do.
 */
export function createExpressServer(options: ServerOptions, app: Express): Server {
  class AppRequest extends IncomingMessage {}
  class AppResponse extends ServerResponse {}
  app.request = Object.setPrototypeOf(AppRequest.prototype, app.request) as Request;
  app.response = Object.setPrototypeOf(AppResponse.prototype, app.response) as Response;
  return createServer({ ...options, IncomingMessage: AppRequest, ServerResponse: AppResponse });
}
