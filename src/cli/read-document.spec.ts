import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDocument } from './read-document';

describe('readDocument', () => {
  let folder: string;
  let path: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'projects-api-document-'));
    path = join(folder, 'file.yaml');
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const read = async (content: string | Buffer): Promise<unknown> => {
    await writeFile(path, content);
    return readDocument(path);
  };

  it.each<[string, string, unknown]>([
    ['YAML', 'a: 1\nb: [x, yes, 2024-01-01, null]\n', { a: 1, b: ['x', 'yes', '2024-01-01', null] }],
    ['JSON', '{\n\t"a": "b",\r\n\t"c": [1, "\\u00e9", null]\n}', { a: 'b', c: [1, 'é', null] }],
    ['a byte order mark', '\ufeffa: 1', { a: 1 }],
    ['aliases', 'a: &a [1]\nb: *a', { a: [1], b: [1] }],
    ['nothing', '', null],
  ])('reads %s', async (_, content, value) => {
    expect(await read(content)).toEqual(value);
  });

  it.each<[string, string | Buffer, string]>([
    ['a key that stands twice', 'a: 1\nb: 2\na: 3', ':3:1 Map keys must be unique'],
    ['a JSON key that stands twice', '{"a": 1,\n "a": 2}', ':2:2 Map keys must be unique'],
    [
      'two documents',
      'a: 1\n---\na: 2',
      ':2:1 Source contains multiple documents; please use YAML.parseAllDocuments()',
    ],
    ['an unknown tag', 'a: !date 2024', ':1:4 Unresolved tag: !date'],
    ['broken UTF-8', Buffer.from([0x61, 0xff]), ' is not valid UTF-8'],
    ['a file that is too large', 'x'.repeat(10 * 1024 * 1024 + 1), ' is larger than 10 MB'],
    [
      'an alias bomb',
      bomb(),
      ' can not be read: Excessive alias count indicates a resource exhaustion attack',
    ],
  ])('refuses %s', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(path + message);
  });

  it('refuses what is nested too deeply to be read', async () => {
    await expect(read('['.repeat(100_000))).rejects.toThrow(/file\.yaml/);
  });

  it('refuses a file that is not there', async () => {
    const missing = join(folder, 'missing.yaml');
    await expect(readDocument(missing)).rejects.toThrow(
      `${missing} can not be read: there is no such file or folder`,
    );
  });
});

function bomb(): string {
  const lines = ['l0: &l0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level++) {
    const entries = Array.from({ length: 10 }, () => `*l${level - 1}`).join(', ');
    lines.push(`l${level}: &l${level} [${entries}]`);
  }
  return lines.join('\n');
}
