import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeBlocksOf } from '../test/docs/code-blocks';
import { useService } from '../test/support/app';
import { until } from '../test/support/until';
import {
  createEndpoint,
  DELIVERING,
  createProject,
  deliveriesOf,
  newCompany,
  untilStatus,
} from '../test/webhooks/webhooks';

const GUIDE = 'docs/guides/receive-webhooks.md';

const service = useService(DELIVERING);
let folder: string;
let url: string;
let php: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'projects-api-php-'));
  const [block] = codeBlocksOf(GUIDE).filter(({ language }) => language === 'php');
  await writeFile(join(folder, 'receiver.php'), `<?php\n${block!.text}\necho $event['type'];\n`);
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  url = `http://127.0.0.1:${(free.address() as AddressInfo).port}/projects`;
  free.close();
});

afterAll(async () => {
  php?.kill();
  await rm(folder, { recursive: true });
});

/** Starts the receiver of the guide in the web server of PHP, which has to be installed. */
async function receive(secret: string): Promise<void> {
  const program = ['php', '-S', new URL(url).host, 'receiver.php'];
  php = spawn('env', [`WEBHOOK_SECRET=${secret}`, ...program], { cwd: folder, stdio: 'ignore' });
  const failed = once(php, 'exit').then(([code]) => {
    throw new Error(`${program.join(' ')} ended with ${code}: is PHP installed?`);
  });
  const responses = until(
    async () => (await fetch(url, { method: 'POST' }).catch(() => undefined)) !== undefined,
  );
  await Promise.race([failed, responses]);
}

describe(GUIDE, () => {
  it('verifies in PHP what the service signs, and refuses what it does not', async () => {
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, url);
    await receive(endpoint.secret);
    await createProject(caller, company);
    await untilStatus(service.database, endpoint, 'delivered');
    const [delivery] = await deliveriesOf(service.database, endpoint);
    expect(delivery).toMatchObject({ response_status: 200, response_body: 'project.created' });

    const other = await createEndpoint(caller, url);
    await createProject(caller, company);
    await untilStatus(service.database, endpoint, 'delivered', 2);
    await untilStatus(service.database, other, 'pending');
    await until(async () => (await deliveriesOf(service.database, other))[0]!.response_status === 400);
  });
});
