import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { AppModule, type AppOptions } from './app.module';
import { accessLog } from './http/access-log';
import { answerClientErrors } from './http/client-errors';
import { drainOnClose } from './http/draining';
import { JsonAdapter } from './http/json-adapter';
import { jsonBody } from './http/json-body';
import { requestId } from './http/request-id';
import { securityHeaders } from './http/security-headers';
import { unlessStreamed } from './http/streamed-body';
import { Log } from './logging/log';
import { setUpSwagger } from './openapi/swagger';
import { IMPORT_PATH } from './projects-bulk/project-import.controller';

/** The application, ready to listen. The service, the tests and the OpenAPI script all start from here. */
export async function createApp(options: AppOptions): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.for(options), new JsonAdapter(), {
    logger: options.log,
    bodyParser: false,
    // What fails at start is for the caller to report, in one line.
    abortOnError: false,
  });
  configureApp(app);
  return app;
}

function configureApp(app: NestExpressApplication): void {
  app.set('etag', false);
  app.disable('x-powered-by');
  app.use(requestId, accessLog(app.get(Log)), securityHeaders(), unlessStreamed([IMPORT_PATH], jsonBody));
  const server = app.getHttpServer();
  answerClientErrors(server);
  drainOnClose(server);
  setUpSwagger(app);
}
