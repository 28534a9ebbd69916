import { type Answer } from '../support/api';

/** All of an answer that a client can go by. */
export const whole = ({ status, headers, text }: Answer): object => ({
  status,
  text,
  contentType: headers.get('content-type'),
  location: headers.get('location'),
  tag: headers.get('etag'),
});

export const replayed = ({ headers }: Answer): string | null => headers.get('idempotency-replayed');
