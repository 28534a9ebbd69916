import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { type Response } from 'express';
import { awaitsContinue } from './edge';
import { type BodyRequest, jsonBody } from './json-body';

const READS_ITS_BODY = 'http:reads-its-body';

/** The route reads its body itself, piece by piece: see streamed-body.ts. */
export const ReadsItsBody = (): MethodDecorator => SetMetadata(READS_ITS_BODY, true);

/**
 * Reads the body of a request once its caller is known and may call the route at all: until then nothing of it is read,
 * and a client that waits for "100 Continue" is refused before it sends anything.
 */
@Injectable()
export class BodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<BodyRequest>();
    const response = http.getResponse<Response>();
    if (awaitsContinue(request)) response.writeContinue();
    if (Reflect.getMetadata(READS_ITS_BODY, context.getHandler()) === true || !hasBody(request)) return true;
    return new Promise((resolve) => {
      jsonBody(request, response, () => {
        resolve(true);
      });
    });
  }
}

function hasBody({ headers }: BodyRequest): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}
