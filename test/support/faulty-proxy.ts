import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** What came through, or would have. */
export interface Attempt {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
}

/** What happens to one attempt instead of being passed on. */
export type Fault = (forward: Forward, response: ServerResponse) => Promise<void> | void;

/** Passes the request on and returns what the service does; the signal cuts the connection to it. */
type Forward = (signal?: AbortSignal) => Promise<Forwarded>;

interface Forwarded {
  readonly status: number;
  readonly headers: [string, string][];
  readonly body: string;
}

/** The connection breaks before the service has the request. */
export const cutBefore: Fault = (_, response) => {
  response.destroy();
};

/** The connection breaks somewhere between the request and its response, for the service as well. */
export const cutDuring: Fault = async (forward, response) => {
  const abort = new AbortController();
  const forwarded = forward(abort.signal).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
  abort.abort();
  await forwarded;
  response.destroy();
};

/** The connection breaks after the service has answered, and before the response arrives. */
export const cutAfter: Fault = async (forward, response) => {
  await forward();
  response.destroy();
};

/** The connection breaks in the middle of the service's response. */
export const cutInside: Fault = async (forward, response) => {
  const { status, headers, body } = await forward();
  response.writeHead(status, [...headers, ['Content-Length', `${Buffer.byteLength(body)}`]].flat());
  response.write(body.slice(0, body.length / 2), () => response.destroy());
};

/** A response of a proxy before the service, which does not get the request. */
export function responseBefore(status: number, headers: Record<string, string> = {}, body = ''): Fault {
  return (_, response) => {
    response.writeHead(status, headers).end(body);
  };
}

/** A response of a proxy before the service, which has done what it was asked to. */
export function responseAfter(status: number, headers: Record<string, string> = {}): Fault {
  return async (forward, response) => {
    await forward();
    response.writeHead(status, headers).end();
  };
}

/** A proxy before the service. Attempts meet the faults in their order; those that come after the last are passed on. */
export class FaultyProxy {
  readonly attempts: Attempt[] = [];
  private faults: Fault[] = [];
  private readonly server = createServer((request, response) => void this.handle(request, response));

  constructor(private readonly target: string) {}

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Begins anew: no attempts so far, and these faults. */
  meet(...faults: Fault[]): void {
    this.attempts.length = 0;
    this.faults = faults;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    this.attempts.push({ method, path, key: headers['idempotency-key'] as string | undefined });
    const fault = this.faults.shift() ?? passOn;
    await fault((signal) => this.forward(request, signal), response);
  }

  private async forward(request: IncomingMessage, signal?: AbortSignal): Promise<Forwarded> {
    const chunks = (await request.toArray()) as Buffer[];
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const response = await fetch(this.target + request.url!, {
      method: request.method!,
      headers: headers as Record<string, string>,
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
      ...(signal && { signal }),
    });
    const own = ['connection', 'content-length', 'keep-alive', 'transfer-encoding'];
    return {
      status: response.status,
      headers: [...response.headers].filter(([name]) => !own.includes(name)),
      body: await response.text(),
    };
  }
}

const passOn: Fault = async (forward, response) => {
  const { status, headers, body } = await forward();
  response.writeHead(status, headers.flat()).end(body);
};
