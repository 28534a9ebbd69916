import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Response } from 'express';
import { map, type Observable } from 'rxjs';
import { JsonText } from './json-text';

/** Sends a JsonText as what it is. The outermost interceptor: the others see the answer before it is a mere string. */
@Injectable()
export class JsonTextInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((answer: unknown) => {
        if (!(answer instanceof JsonText)) return answer;
        context.switchToHttp().getResponse<Response>().type('application/json; charset=utf-8');
        return answer.text;
      }),
    );
  }
}
