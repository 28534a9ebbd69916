import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { map, type Observable } from 'rxjs';
import { entityTag } from './entity-tag';
import { JsonText } from './json-text';
import { isKnown } from './preconditions';

/** Answers an item with its entity tag, and a reader who knows the tag already with 304 and nothing else. */
@Injectable()
export class EntityTagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    return next.handle().pipe(
      map((answer: unknown) => {
        const item = (answer instanceof JsonText ? JSON.parse(answer.text) : answer) as Record<
          string,
          unknown
        >;
        // A project of a dry run is nobody's yet.
        if (item.id === null) return answer;
        const tag = entityTag(item);
        response.setHeader('ETag', tag);
        if (request.method !== 'GET' || !isKnown(request.headers['if-none-match'], tag)) return answer;
        response.status(304);
        return undefined;
      }),
    );
  }
}
