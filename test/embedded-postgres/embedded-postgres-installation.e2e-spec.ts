import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { chooseServerUser } from '../../src/embedded-postgres/server-user';
import { isAlive } from '../../src/embedded-postgres/process-state';
import { install, type Installation, isLink, makeFolder, makePublicFolder } from './installation';
import { makeReadOnly, reachableNode, removeFolders, undoInstallScript } from './installation';
import { type Line, postmasterPid, recall, remember, Service, type ServiceOptions } from './service';

const isRoot = process.geteuid?.() === 0;
/** The user who is not root: the one who runs the tests, or one that root runs them as. */
const ordinary = isRoot
  ? { uid: 65_534, gid: 65_534 }
  : { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };

describe('embedded PostgreSQL as it is installed', () => {
  /** Folders that only the user who runs the tests can enter, and ones that everybody can. */
  const privateFolder = makeFolder();
  const publicFolder = makePublicFolder();
  const temporary = join(publicFolder, 'tmp');
  let privateInstallation: Installation;
  let publicInstallation: Installation;

  beforeAll(() => {
    mkdirSync(temporary, { mode: 0o755 });
    privateInstallation = install(join(privateFolder, 'installation'), 'copied');
    publicInstallation = install(join(publicFolder, 'installation'), 'copied');
  });

  afterAll(() => {
    removeFolders(privateFolder, publicFolder);
  });

  /** What the server left in the database, seen by a second start; and the uid that the server had. */
  async function runTwice(options: ServiceOptions): Promise<{ words: string[]; uid: number; first: Line }> {
    const [first, uid] = await runOnce(options, (url) => remember(url, 'kept'));
    let words: string[] = [];
    await runOnce(options, async (url) => {
      words = await recall(url);
    });
    return { words, uid, first };
  }

  async function runOnce(
    options: ServiceOptions,
    work: (url: string) => Promise<void>,
  ): Promise<[Line, number]> {
    const service = Service.start(options);
    try {
      const line = await service.nextLine();
      expect(line.error).toBeUndefined();
      await work(line.url!);
      const pid = postmasterPid(options.dataFolder);
      const { uid } = statSync(join(options.dataFolder, 'postgres', 'postmaster.pid'));
      service.pressCtrlC();
      expect(await service.nextLine()).toEqual({ lastWork: 'done' });
      expect(isAlive(pid)).toBe(false);
      return [line, uid];
    } finally {
      await service.kill();
    }
  }

  function copies(folder: string): string[] {
    return readdirSync(folder).filter((name) => name.startsWith('projects-api-postgres-'));
  }

  it('works from a folder that only its own user can enter, also when that user is root', async () => {
    const dataFolder = join(privateFolder, 'data');
    const { words, uid } = await runTwice({ script: privateInstallation.script, dataFolder, temporary });
    expect(words).toEqual(['kept']);
    expect(statSync(privateFolder).mode & 0o777).toBe(0o700);
    // Root lends PostgreSQL another user, which gets a copy of the programs that it can reach.
    expect(uid).toBe(isRoot ? chooseServerUser('/nowhere')!.uid : ordinary.uid);
    expect(copies(temporary)).toHaveLength(isRoot ? 1 : 0);
    for (const copy of copies(temporary)) {
      const { uid: copyOwner, mode } = statSync(join(temporary, copy));
      expect([copyOwner, mode & 0o777]).toEqual([0, 0o755]);
    }
  });

  /** With the data of the first test. */
  async function startAgain(): Promise<void> {
    const options = {
      script: privateInstallation.script,
      dataFolder: join(privateFolder, 'data'),
      temporary,
    };
    await runOnce(options, async (url) => {
      expect(await recall(url)).toEqual(['kept']);
    });
  }

  it('trusts no copy that others could have changed, and repairs one that has lost files', async () => {
    const [copy] = copies(temporary);
    const lost = join(temporary, copy ?? 'none', 'native', 'share', 'postgresql', 'timezonesets', 'Default');
    rmSync(lost, { force: true });
    await startAgain();
    expect(existsSync(lost)).toBe(isRoot);
    if (copy !== undefined) {
      chmodSync(join(temporary, copy), 0o777);
      chownSync(join(temporary, copy), ordinary.uid, ordinary.gid);
    }
    await startAgain();
    expect(copies(temporary)).toEqual(copy === undefined ? [] : [copy]);
    expect(copies(temporary).map((name) => statSync(join(temporary, name)).uid)).toEqual(isRoot ? [0] : []);
  });

  it('works for an ordinary user, where the install script of the package was not run', async () => {
    const home = join(publicFolder, 'ordinary');
    mkdirSync(home, { mode: 0o700 });
    chownSync(home, ordinary.uid, ordinary.gid);
    const links = undoInstallScript(publicInstallation);
    expect(links.some(isLink)).toBe(false);
    // The user may read the packages but not complete them.
    makeReadOnly(publicInstallation.packageFolder);
    const dataFolder = join(home, 'data');
    const node = reachableNode(publicFolder, ordinary);
    const { script } = publicInstallation;
    const { words, uid } = await runTwice({ script, dataFolder, temporary, node, user: ordinary });
    expect(words).toEqual(['kept']);
    expect(uid).toBe(ordinary.uid);
    expect(copies(dataFolder)).toHaveLength(1);
    expect(links.some(isLink)).toBe(false);
  });

  it('completes the package itself where it may', async () => {
    const links = undoInstallScript(privateInstallation);
    expect(links.length).toBeGreaterThan(0);
    expect(links.some(isLink)).toBe(false);
    await startAgain();
    expect(links.every(isLink)).toBe(true);
    expect(copies(join(privateFolder, 'data'))).toEqual([]);
  });
});
