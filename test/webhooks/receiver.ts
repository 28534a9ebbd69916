import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What arrived at a receiver. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: { type: string; timestamp: string; data: Record<string, unknown> };
}

type Respond = (received: Received, response: ServerResponse) => unknown;

const respondNothing: Respond = (_, response) => response.writeHead(204).end();

/** An HTTP server that keeps what it is sent, and responds with 204 by default. */
export class Receiver {
  readonly received: Received[] = [];
  respond: Respond = respondNothing;
  private server: Server;
  private port = 0;

  constructor() {
    this.server = this.newServer();
  }

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await receiver.listen();
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  /** As a new one. */
  reset(): void {
    this.received.length = 0;
    this.respond = respondNothing;
    this.port = 0;
  }

  /** Again at the same port, after a stop. */
  async listen(): Promise<void> {
    this.server = this.newServer();
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Ends as a process that is killed. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  /** The ids of the messages, in the order of their arrival. */
  get ids(): string[] {
    return this.received.map(({ headers }) => String(headers['webhook-id']));
  }

  private newServer(): Server {
    return createServer((request: IncomingMessage, response) => {
      void text(request).then((body) => {
        const received = { headers: request.headers, text: body, body: JSON.parse(body) as Received['body'] };
        this.received.push(received);
        this.respond(received, response);
      });
    });
  }
}

/** A receiver for the tests of a file. Each test begins with it empty and listening, at a port of its own. */
export function useReceiver(): Receiver {
  const receiver = new Receiver();
  beforeEach(async () => {
    receiver.reset();
    await receiver.listen();
  });
  afterEach(async () => {
    await receiver.stop();
  });
  return receiver;
}
