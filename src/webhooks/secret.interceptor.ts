import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { type CallerRequest } from '../auth/current-caller.decorator';
import { RawJson } from '../http/raw-json';
import { WebhookSecrets } from './webhook-secrets';

type WithSecret = Readonly<{ secret: string }>;

/**
 * Decrypts the secret of a response, outside of what keeps the response for its Idempotency-Key: so the key's row holds
 * it encrypted, and a replay is the first response all the same.
 */
@Injectable()
export class SecretInterceptor implements NestInterceptor {
  constructor(private readonly secrets: WebhookSecrets) {}

  intercept(context: ExecutionContext, next: CallHandler<WithSecret | RawJson>): Observable<unknown> {
    const { companyId } = context.switchToHttp().getRequest<CallerRequest>().caller;
    const decrypted = (endpoint: WithSecret): RawJson => {
      const { secret: encrypted, ...item } = endpoint;
      const secret = this.secrets.decrypt(companyId, Buffer.from(encrypted, 'base64'))!;
      return new RawJson(JSON.stringify({ ...endpoint, secret }), undefined, item);
    };
    return next
      .handle()
      .pipe(
        map((response) =>
          decrypted(response instanceof RawJson ? (JSON.parse(response.text) as WithSecret) : response),
        ),
      );
  }
}
