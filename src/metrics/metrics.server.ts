import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { StartupError } from '../embedded-postgres/startup-error';
import { isToken } from './metrics.controller';
import { type MetricsModuleOptions } from './metrics.options';
import { type MetricsSource } from './metrics-source';

/** The metrics on a port of their own, which serves nothing else. */
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly server: Server;

  constructor(
    private readonly metrics: MetricsSource,
    private readonly options: MetricsModuleOptions,
  ) {
    this.server = createServer((request, response) => {
      this.respond(request, response).catch(() => response.destroy());
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { port, host } = this.options;
    this.server.listen(port, host);
    try {
      await once(this.server, 'listening');
    } catch (cause) {
      throw new StartupError(
        `METRICS_PORT ${port} on ${host} can not be used: ${(cause as Error).message}. Set it to a free one.`,
        { cause },
      );
    }
  }

  onApplicationShutdown(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async respond({ method, url, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const { token } = this.options;
    if (method !== 'GET' || url !== '/metrics') response.writeHead(404).end();
    else if (token !== undefined && !isToken(headers.authorization, token)) {
      response.writeHead(401, { 'WWW-Authenticate': 'Bearer realm="metrics"' }).end();
    } else {
      response.setHeader('Content-Type', this.metrics.contentType);
      response.end(await this.metrics.text());
    }
  }
}
