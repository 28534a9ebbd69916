import { Resolver } from 'node:dns/promises';
import { type ClientRequest, request as http, type IncomingMessage } from 'node:http';
import { request as https } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address';

/** What became of one attempt to deliver. */
export interface Attempt {
  readonly response_status: number | null;
  /** The beginning of the body of the response. */
  readonly response_body: string | null;
  readonly latency_ms: number;
  /** Why there is no response, or why the response is not a success. */
  readonly error: string | null;
}

/** So long an attempt may take if nothing else is said, in milliseconds. */
export const ATTEMPT_TIMEOUT = 15_000;
/** So much of a response is read, and so much of it kept, in bytes. */
const [MAX_RESPONSE, KEPT_RESPONSE] = [64 * 1024, 1024];

const NOT_PUBLIC = 'the host is not at a public address';

const ERRORS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name of the host can not be resolved',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed without a response',
};

class NotPublicError extends Error {
  readonly code = 'NOT_PUBLIC';

  constructor() {
    super(NOT_PUBLIC);
  }
}

export interface SenderOptions {
  /** Any address, also without TLS. */
  readonly webhookAllowPrivate?: boolean;
  readonly resolver?: Resolver;
  /** So long an attempt may take, in milliseconds: 15 seconds if absent. */
  readonly timeout?: number;
}

/** Sends messages to endpoints. Redirects are responses like others. */
export class WebhookSender {
  private readonly resolver: Resolver;

  constructor(private readonly options: SenderOptions) {
    // Not the lookups of the operating system: a slow name server would hold one of the four threads of the process.
    this.resolver = options.resolver ?? new Resolver({ timeout: 2_000, tries: 2 });
  }

  /** Why a URL can never be sent to, as the end of a sentence that begins with it. */
  problemOf(url: string): string | undefined {
    const { protocol, hostname } = new URL(url);
    if (this.options.webhookAllowPrivate) return undefined;
    if (protocol !== 'https:') return 'must begin with https://';
    return isForbiddenAddress(hostname) ? 'must not be at a private or reserved address' : undefined;
  }

  async send(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    stopped?: AbortSignal,
  ): Promise<Attempt> {
    const start = performance.now();
    const { timeout: limit = ATTEMPT_TIMEOUT } = this.options;
    const timeout = AbortSignal.timeout(limit);
    const signal = stopped === undefined ? timeout : AbortSignal.any([timeout, stopped]);
    const attempt = (rest: Omit<Attempt, 'latency_ms'>): Attempt => ({
      ...rest,
      latency_ms: Math.round(performance.now() - start),
    });
    try {
      if (this.problemOf(url) !== undefined) throw new NotPublicError();
      const response = await this.request(url, headers, body, signal);
      const response_status = response.statusCode!;
      const response_body = await beginningOf(response);
      const isSuccess = response_status >= 200 && response_status < 300;
      return attempt({
        response_status,
        response_body,
        error: isSuccess ? null : `the response has the status ${response_status}`,
      });
    } catch (error) {
      return attempt({ response_status: null, response_body: null, error: reasonOf(error, limit) });
    }
  }

  private async request(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const options = {
      method: 'POST',
      headers: {
        ...headers,
        'content-length': Buffer.byteLength(body),
        'user-agent': 'projects-api-webhooks',
      },
      // A socket of its own: an address counts for the connection that it was checked for.
      agent: false,
      signal,
      ...(this.options.webhookAllowPrivate ? {} : { lookup: this.lookup }),
    };
    return new Promise((resolve, reject) => {
      const send: (request: ClientRequest) => void = (request) => {
        request.once('response', resolve).on('error', reject).end(body);
      };
      send(url.startsWith('https:') ? https(url, options) : http(url, options));
    });
  }

  /** Resolves the name for the very socket that connects, so that nothing can change in between. */
  private readonly lookup: LookupFunction = (hostname, { all }, callback) => {
    this.resolve(hostname).then(
      (addresses) => {
        if (all === true) callback(null, addresses);
        else callback(null, addresses[0]!.address, addresses[0]!.family);
      },
      (error: unknown) => {
        callback(error as Error, '');
      },
    );
  };

  private async resolve(hostname: string): Promise<{ address: string; family: 4 | 6 }[]> {
    const [ipv4, ipv6] = await Promise.all([
      this.resolver.resolve4(hostname).catch(() => []),
      this.resolver.resolve6(hostname).catch(() => []),
    ]);
    const addresses = [
      ...ipv4.map((address) => ({ address, family: 4 as const })),
      ...ipv6.map((address) => ({ address, family: 6 as const })),
    ];
    if (addresses.length === 0) throw Object.assign(new Error(), { code: 'ENOTFOUND' });
    if (!addresses.every(({ address }) => isPublicAddress(address))) throw new NotPublicError();
    return addresses;
  }
}

/** Is a host an address, rather than a name, that is not public? URLs spell addresses in one way. */
function isForbiddenAddress(hostname: string): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(address) !== 0 && !isPublicAddress(address);
}

/** Reads a response as far as it goes. Its status is known: what comes of its body changes nothing. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      // Leaving the loop closes the connection.
      if (length >= MAX_RESPONSE) break;
    }
  } catch {
    // The connection broke, or time is over.
  }
  // PostgreSQL stores no NUL, and a character may be cut.
  return Buffer.concat(chunks).subarray(0, KEPT_RESPONSE).toString().replaceAll('\0', '\ufffd');
}

function reasonOf(error: unknown, limit: number): string {
  const { code = '', name, message } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || code === 'ABORT_ERR') return `no response within ${limit / 1_000} seconds`;
  return ERRORS[code] ?? (message || code || 'the connection failed');
}
