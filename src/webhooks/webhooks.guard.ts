import { type CanActivate, Injectable } from '@nestjs/common';
import { WebhookSecrets } from './webhook-secrets';
import { WebhooksUnavailableError } from './webhooks.errors';

/** Without a key no secret can be stored. */
@Injectable()
export class WebhooksGuard implements CanActivate {
  constructor(private readonly secrets: WebhookSecrets) {}

  canActivate(): boolean {
    if (!this.secrets.hasKey) throw new WebhooksUnavailableError();
    return true;
  }
}
