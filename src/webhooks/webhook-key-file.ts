import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SecretFile } from '../config/secret-file';
import { type WebhookOptions } from './webhook-options';

/**
 * The key of a data folder, made once. A copy of the folder has a copy of the key and the same PostgreSQL: it
 * differs from the original by the inode number of its file, which stays when the folder is moved.
 */
export async function keptWebhookKey(
  dataDir: string,
): Promise<Pick<WebhookOptions, 'webhookKey' | 'webhookKeyFile'>> {
  const file = new SecretFile(join(dataDir, 'webhook-key'), 'key of the webhooks');
  const webhookKey = (await file.read()) ?? (await file.writeFirst(randomBytes(32).toString('base64')));
  const { ino } = await stat(file.path);
  return { webhookKey, webhookKeyFile: String(ino) };
}
