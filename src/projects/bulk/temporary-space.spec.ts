import { buffer } from 'node:stream/consumers';
import { type TemporaryFile } from './temporary-file';
import { TemporarySpace } from './temporary-space';

const MB = 1024 ** 2;
const A = 1;
const B = 2;

let space: TemporarySpace;
let files: TemporaryFile[];

beforeEach(() => {
  space = new TemporarySpace();
  files = [];
  jest.spyOn(space, 'limits').mockResolvedValue({ total: 3 * MB, perCompany: 2 * MB });
});

afterEach(async () => {
  await Promise.all(files.map((file) => file.close()));
});

async function fileOf(companyId: number, bytes = 0): Promise<TemporaryFile> {
  const file = await space.createFile(companyId);
  files.push(file);
  await file.append(Buffer.alloc(bytes, 'x'));
  return file;
}

const refused = (of: string, limit: string): string =>
  `The service has no disk space left for this import. The imports of ${of} may hold ${limit} at once. ` +
  'Try again when other imports have ended, or send a smaller file.';

describe('TemporarySpace', () => {
  it('holds so many bytes of a company, in all of its files', async () => {
    await fileOf(A, 1.5 * MB);
    const file = await fileOf(A, 0.5 * MB);
    await expect(file.append('x')).rejects.toThrow(refused('a company', '2 MB'));
    expect(file.bytes).toBe(0.5 * MB);
    await fileOf(B, MB);
  });

  it('holds so many bytes of all companies', async () => {
    await fileOf(A, 2 * MB);
    await expect(fileOf(B, 1.5 * MB)).rejects.toThrow(refused('all companies', '3 MB'));
    await fileOf(B, MB);
  });

  it('has the space of a file again once it is closed, however often that is said', async () => {
    const file = await fileOf(A, 2 * MB);
    await Promise.all([file.close(), file.close()]);
    await file.close();
    await fileOf(A, 2 * MB);
    await expect(fileOf(A, 1)).rejects.toThrow('no disk space');
  });

  it('leaves half of the free space of the disk to others, of which a company can have three eighths', async () => {
    jest.restoreAllMocks();
    const { total, perCompany } = await space.limits();
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThanOrEqual(4 * 1024 * MB);
    expect(perCompany).toBe((total * 3) / 8);
  });

  it('keeps what was appended', async () => {
    const file = await fileOf(A, 100_000);
    await file.append('end');
    expect((await buffer(file.read())).toString()).toBe(`${'x'.repeat(100_000)}end`);
  });
});
