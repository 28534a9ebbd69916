import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../../src/embedded-postgres/free-port';
import { temporaryFolder } from '../support/temporary-folder';

/** As Debian's package installs it. */
const PROGRAM = '/usr/sbin/haproxy';

export interface Haproxy {
  readonly url: string;
  stop(): Promise<void>;
}

/** HAProxy in front of services at these ports, as docs/operate says: it asks whether they are ready. */
export async function startHaproxy(ports: readonly number[]): Promise<Haproxy> {
  const folder = await temporaryFolder();
  const file = join(folder, 'haproxy.cfg');
  const port = await findFreePort();
  const servers = ports.map((one) => `  server service-${one} 127.0.0.1:${one}`);
  await writeFile(
    file,
    `defaults
  mode http
  timeout connect 2s
  timeout client 70s
  timeout server 70s
frontend projects
  bind 127.0.0.1:${port}
  default_backend services
backend services
  balance roundrobin
  option httpchk GET /health/ready
  default-server check inter 200ms fall 2 rise 1
${servers.join('\n')}
`,
  );
  const child = spawn(PROGRAM, ['-db', '-f', file], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
