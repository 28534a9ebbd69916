import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliverSigned, freeUrl, GUIDE, receiverIn, sendSigned } from '../test/docs/receive-webhooks';
import { useService } from '../test/support/app';
import { until } from '../test/support/until';
import { DELIVERING, deliveriesOf } from '../test/webhooks/webhooks';

const service = useService(DELIVERING);
let folder: string;
let url: string;
let php: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'projects-api-php-'));
  await writeFile(join(folder, 'receiver.php'), `<?php\n${receiverIn('php')}\necho $event['type'];\n`);
  url = await freeUrl();
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
    const { endpoint, deliverWithOtherSecret } = await deliverSigned(service, url, receive);
    const [delivery] = await deliveriesOf(service.database, endpoint);
    expect(delivery).toMatchObject({ response_status: 200, response_body: 'project.created' });

    const other = await deliverWithOtherSecret();
    await until(async () => (await deliveriesOf(service.database, other))[0]!.response_status === 400);

    expect([await sendSigned(url, endpoint.secret, 0), await sendSigned(url, endpoint.secret, 600)]).toEqual([
      200, 400,
    ]);
  });
});
