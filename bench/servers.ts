import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { start } from './children';

const ROOT = join(__dirname, '../..');

const SERVERS = {
  service: serviceArguments(),
  raw: [join(__dirname, 'references/raw.js')],
  plain: [join(__dirname, 'references/plain/main.js')],
} as const;

/** As `npm start` has them, with its limits of memory. */
function serviceArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const [, flags, main] = /&& node (.*) (\S+)$/.exec(scripts.start)!;
  return [...flags!.split(' '), join(ROOT, main!)];
}

export type ServerName = keyof typeof SERVERS;

export interface Server {
  readonly name: ServerName;
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** Each on the same node, with the same environment unless `env` says otherwise, as a process whose time and memory can be read. */
export async function startServer(
  name: ServerName,
  databaseUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const child = start(process.execPath, SERVERS[name], {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    PORT: '0',
    LOG_LEVEL: 'warn',
    RATE_LIMIT_PER_HOUR: '0',
    ...env,
  });
  const ended = new Promise<void>((resolve) => child.once('close', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    let printed = '';
    const look = (chunk: Buffer): void => {
      printed += chunk.toString();
      const listening = /listens on (http:\S+)\s/.exec(printed)?.[1];
      if (listening === undefined) return;
      // To look at each line of its log would take the processor that is measured.
      child.stdout!.off('data', look).resume();
      resolve(listening);
    };
    child.stdout!.on('data', look);
    void ended.then(() => {
      reject(new Error(`${name} ended before it listened: ${printed}`));
    });
  });
  return {
    name,
    pid: child.pid!,
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
