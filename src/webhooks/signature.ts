import { createHmac } from 'node:crypto';

export interface Message {
  readonly id: string;
  readonly body: string;
}

/** The headers of a message of Standard Webhooks 1.0: one signature for each secret. */
export function signedHeaders(
  { id, body }: Message,
  secrets: readonly string[],
  seconds = Math.floor(Date.now() / 1_000),
): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
  });
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  };
}
