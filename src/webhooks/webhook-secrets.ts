import { Inject, Injectable } from '@nestjs/common';
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { WEBHOOK_OPTIONS, type WebhookOptions } from './webhook-options';

const [IV_BYTES, TAG_BYTES] = [12, 16];
const ALGORITHM = 'aes-256-gcm';

/** A secret as Standard Webhooks spell it. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Encrypts the secrets of endpoints for the database. A secret moved to another company can not be decrypted. */
@Injectable()
export class WebhookSecrets {
  readonly hasKey: boolean;
  /**
   * SQL of what an endpoint must have been enabled with to be enabled now: this database of this PostgreSQL, and this
   * key. A dump that is restored is another database. PostgreSQL evaluates it with each statement, because the server
   * behind an address can become another one. If tables are distributed, only this key: a company can move to another server.
   */
  readonly origin: string;
  private readonly key: Buffer;

  constructor(
    @Inject(WEBHOOK_OPTIONS) { webhookKey, webhookKeyFile = '', databaseDistributed = false }: WebhookOptions,
  ) {
    this.hasKey = webhookKey !== undefined;
    this.key = Buffer.from(webhookKey ?? '', 'base64');
    const keyHash = createHash('sha256')
      .update(`${webhookKeyFile}:`)
      .update(this.key)
      .digest('hex')
      .slice(0, 32);
    this.origin = databaseDistributed
      ? `'${keyHash}'`
      : `(select concat_ws('.', system_identifier,
      (select oid from pg_database where datname = current_database()), '${keyHash}') from pg_control_system())`;
  }

  encrypt(companyId: number, secret: string): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, iv).setAAD(Buffer.from(String(companyId)));
    const encrypted = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), encrypted]);
  }

  /** Undefined for what was encrypted with another key or for another company. */
  decrypt(companyId: number, stored: Buffer): string | undefined {
    const iv = stored.subarray(0, IV_BYTES);
    try {
      const decipher = createDecipheriv(ALGORITHM, this.key, iv, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(String(companyId)))
        .setAuthTag(stored.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const secret = decipher.update(stored.subarray(IV_BYTES + TAG_BYTES));
      return Buffer.concat([secret, decipher.final()]).toString();
    } catch {
      return undefined;
    }
  }
}
