import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { useService } from '../support/app';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { readFeed, whenStampsHavePassed } from '../events/events';
import { ndjson } from '../projects/bulk/bulk';
import { summary, useBulkFiles } from './bulk-files';
import { type CliResult } from './cli';

const service = useService();
const bulk = useBulkFiles(service);
const { place, remote, importFile } = bulk;

describe('projects export', () => {
  it('writes files that can be imported', async () => {
    await importFile(
      'in.ndjson',
      ndjson(wholeProjectBody(bulk.company), projectBody(bulk.company, { probability: 75 })),
    );
    for (const [name, lines] of [
      ['out.ndjson', 1],
      ['out.csv', 2],
    ] as const) {
      const { code, out } = await bulk.cli.run(
        ...['projects', 'export', place(name), ...remote(), '--filter', 'probability=gte:60'],
      );
      expect({ code, out }).toEqual({
        code: 0,
        out: [
          expect.stringMatching(/^1 line in /),
          expect.stringMatching(/^The feed goes on from this file: \/api\/events\?after=\d+\.\d+$/),
        ],
      });
      expect((await readFile(place(name), 'utf8')).trimEnd().split('\n')).toHaveLength(lines);
    }
    for (const name of ['out.ndjson', 'out.csv']) {
      const { out } = await bulk.cli.run('projects', 'import', place(name), ...remote());
      expect(out).toEqual([summary('1 created')]);
    }
  });

  it('says from where the feed has what the file lacks', async () => {
    const { out } = await bulk.cli.run('projects', 'export', place('all.ndjson'), ...remote());
    const created = await service.api.as(bulk.company).post('/api/projects', projectBody(bulk.company));
    await whenStampsHavePassed();
    const { events } = await readFeed(service.api.as(bulk.company), out[1]!.replace(/^.*: /, ''));
    expect(events.map((event) => event.project_id)).toEqual([(created.body as { id: number }).id]);
  });

  const exportFrom = async (url: string): Promise<CliResult> =>
    bulk.cli.run('projects', 'export', place('no'), '--url', url, '--company', 'a');

  it.each(['nourl', '127.0.0.1:3000', 'ftp://127.0.0.1'])(
    'wants the address of a service, not %s',
    async (url) => {
      const { code, err } = await exportFrom(url);
      expect({ code, err }).toEqual({
        code: 1,
        err: [`--url ${url} must be the address of the service, as in http://127.0.0.1:3000.`],
      });
    },
  );

  it('says that another server responds', async () => {
    const other = createServer((_, response) => response.writeHead(502).end('<html>Bad Gateway</html>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    try {
      const { code, err } = await exportFrom(url);
      expect({ code, err }).toEqual({
        code: 1,
        err: [
          `${url} responds with 502, and not as the service does. Check --url, and what stands in front of the service.`,
        ],
      });
    } finally {
      other.close();
    }
  });

  it('leaves nothing behind if it can not', async () => {
    const { code, err } = await bulk.cli.run(
      ...['projects', 'export', place('bad.csv'), ...remote(), '--filter', 'colour=red'],
    );
    expect({ code, err }).toEqual({
      code: 1,
      err: [
        "You provided invalid data. Check 'failures' for details.",
        'colour is not a parameter of this export',
      ],
    });
    expect([existsSync(place('bad.csv')), existsSync(place('bad.csv.part'))]).toEqual([false, false]);
  });
});
