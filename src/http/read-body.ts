import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import { type Response } from 'express';
import { awaitsContinue } from './edge';
import { type BodyRequest, jsonBody } from './json-body';

const READS_ITS_BODY = 'http:reads-its-body';

/** The route reads its body itself, piece by piece: see streamed-body.ts. */
export const ReadsItsBody = (): MethodDecorator => SetMetadata(READS_ITS_BODY, true);

/**
 * Reads the body of a request once, for the guard that first needs it. Guards do so when the caller may call the route:
 * until then nothing of it is read, and a client that waits for "100 Continue" is refused before it sends anything.
 */
export function readBody(context: ExecutionContext): Promise<void> | undefined {
  const http = context.switchToHttp();
  const request = http.getRequest<BodyRequest>();
  if (request.isBodyRead) return undefined;
  request.isBodyRead = true;
  const response = http.getResponse<Response>();
  if (awaitsContinue(request)) response.writeContinue();
  if (Reflect.getMetadata(READS_ITS_BODY, context.getHandler()) === true || !hasBody(request))
    return undefined;
  return new Promise((resolve) => {
    jsonBody(request, response, resolve);
  });
}

function hasBody({ headers }: BodyRequest): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}
