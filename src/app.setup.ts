import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { AppModule, type AppOptions } from './app.module';
import { accessLog, recordRequests } from './http/access-log';
import { respondToClientErrors } from './http/client-errors';
import { corsOptions } from './http/cors';
import { drainOnClose } from './http/draining';
import { acceptRequest } from './http/edge';
import { nextLink } from './company-repository/next-link';
import { JsonAdapter } from './http/json-adapter';
import { shareLoop } from './http/loop-shares';
import { oneAtATime } from './http/pipelining';
import { requestId } from './http/request-id';
import { dataHeaders, pageHeaders } from './http/security-headers';
import { endSlowReaders } from './http/slow-readers';
import { Log } from './logging/log';
import { Metrics } from './metrics/metrics';
import { DOCS_PATH, setUpSwagger } from './openapi/swagger';

export interface ServiceOptions extends AppOptions {
  /** How long a connection may be idle between two requests, in milliseconds; if absent, what node thinks right. */
  readonly keepAliveTimeout?: number;
  /** A request that takes this long is logged as a warning, in milliseconds; 0 or absent: none is. */
  readonly slowRequestMs?: number;
  /** Origins whose pages may call the service by script, or `*`; none if absent. */
  readonly corsOrigins?: readonly string[];
  /** The OpenAPI document is made before the first request, instead of in it. */
  readonly makesDocument?: boolean;
}

/** The application, ready to listen. The service, the tests and the OpenAPI script all start from here. */
export async function createApp(options: ServiceOptions): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.for(options),
    new JsonAdapter(nextLink),
    {
      logger: options.log,
      bodyParser: false,
      // What fails at start is for the caller to report, in one line.
      abortOnError: false,
    },
  );
  configureApp(app, options);
  return app;
}

function configureApp(app: NestExpressApplication, options: ServiceOptions): void {
  app.set('etag', false);
  app.disable('x-powered-by');
  const log = app.get(Log);
  const { corsOrigins = [], slowRequestMs = 0 } = options;
  const listeners = [accessLog(log, slowRequestMs)];
  if (options.metrics !== undefined) listeners.push(app.get(Metrics).requestEnded);
  app.use(requestId, recordRequests(...listeners), shareLoop, dataHeaders);
  // Before anything can be refused: a page may read errors, too.
  if (corsOrigins.length > 0) app.enableCors(corsOptions(corsOrigins));
  app.use(acceptRequest);
  app.use(DOCS_PATH, pageHeaders());
  const server = app.getHttpServer();
  server.keepAliveTimeout = options.keepAliveTimeout ?? server.keepAliveTimeout;
  respondToClientErrors(server, log, corsOrigins);
  const draining = drainOnClose(server);
  endSlowReaders(server, draining.inFlight);
  server.on('request', oneAtATime(draining.through(app.getHttpAdapter().getInstance())));
  setUpSwagger(app, {
    publicUrl: options.publicUrl,
    company: options.demo?.company,
    isMadeNow: options.makesDocument,
  });
}
