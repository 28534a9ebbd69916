import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { map, type Observable } from 'rxjs';
import { JsonText } from '../http/json-text';
import { MAX_LIMIT } from './list-query.dto';

type Page = JsonText | readonly { readonly id: number }[];

/**
 * Adds `Link: <…>; rel="next"` to a full page of a list. The link names the last id instead of an offset, so that the
 * thousandth page costs what the first does.
 */
@Injectable()
export class NextLinkInterceptor implements NestInterceptor<Page> {
  intercept(context: ExecutionContext, next: CallHandler<Page>): Observable<unknown> {
    const http = context.switchToHttp();
    const { originalUrl } = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    return next.handle().pipe(
      map((answer) => {
        const page = answer instanceof JsonText ? (answer.items ?? []) : answer;
        const url = new URL(originalUrl, 'http://localhost');
        const limit = Number(url.searchParams.get('limit') ?? MAX_LIMIT);
        const last = page.at(-1);
        if (last !== undefined && page.length === limit) {
          url.searchParams.delete('offset');
          url.searchParams.set('after', String(last.id));
          response.setHeader('Link', `<${url.pathname}${url.search}>; rel="next"`);
        }
        return answer;
      }),
    );
  }
}
