import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useService } from '../support/app';
import { until } from '../support/until';
import { Receiver } from './receiver';
import { createProject, newCompany, verified } from './webhooks';

const service = useService();
let receiver: Receiver;

beforeAll(async () => {
  receiver = await Receiver.start();
});

afterAll(async () => {
  await receiver.stop();
});

describe('projects-api webhooks listen', () => {
  it('prints events as they happen, and forwards them with a signature', async () => {
    const { company, caller } = await newCompany(service);
    const args = ['--url', service.url, '--company', company.company, '--forward-to', receiver.url];
    const child = spawn(
      process.execPath,
      [join(__dirname, '../../dist/cli/main.js'), 'webhooks', 'listen', '--type', 'project.created', ...args],
      { cwd: tmpdir(), env: { PATH: process.env.PATH, PROJECTS_API_TOKEN: company.token } },
    );
    const output = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()));
    try {
      await until(() => Promise.resolve(output.err.includes('\n')));
      const [, secret] = /^Signed with (whsec_\S+)\n$/.exec(output.err)!;
      const id = await createProject(caller, company);
      await until(() => Promise.resolve(output.out.includes('\n')));
      const { body: feed } = await caller.get('/api/events');
      const [event] = feed as { id: number; created_at: string; cursor: string }[];
      expect(output.out).toMatch(
        new RegExp(
          `^${event!.created_at} project\\.created ${event!.id} ${event!.cursor} → 204 in \\d+ ms\n$`,
        ),
      );
      expect(verified(secret!, receiver.received[0]!)).toEqual({
        type: 'project.created',
        timestamp: event!.created_at,
        data: event,
      });
      expect(event).toMatchObject({ project_id: id });
    } finally {
      child.kill();
      await once(child, 'exit');
    }
  });
});
