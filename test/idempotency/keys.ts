import { type ApiResponse } from '../support/api';

/** All of a response that a client can go by. */
export const whole = ({ status, headers, text }: ApiResponse): object => ({
  status,
  text,
  contentType: headers.get('content-type'),
  location: headers.get('location'),
  tag: headers.get('etag'),
});

export const replayed = ({ headers }: ApiResponse): string | null => headers.get('idempotency-replayed');
