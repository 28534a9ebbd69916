import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../embedded-postgres/make-folder';
import { StartupError } from '../embedded-postgres/startup-error';

/** A secret of a data folder: one line, readable by its owner only. `what` names it in errors. */
export class SecretFile {
  constructor(
    readonly path: string,
    private readonly what: string,
  ) {}

  async read(): Promise<string | undefined> {
    return this.explained(async () => {
      try {
        return (await readFile(this.path, 'utf8')).trim();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    });
  }

  /** Of two processes that write a secret at once, the first one's stays: a link is made whole or not at all. */
  async writeFirst(secret: string): Promise<string> {
    return this.explained(async () => {
      try {
        return await this.write(secret, (draft) => link(draft, this.path));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        return (await this.read())!;
      }
    });
  }

  async replace(secret: string): Promise<string> {
    return this.explained(() => this.write(secret, (draft) => rename(draft, this.path)));
  }

  private async write(secret: string, place: (draft: string) => Promise<void>): Promise<string> {
    makeFolder(dirname(this.path));
    const draft = `${this.path}.${randomBytes(6).toString('hex')}`;
    try {
      await writeFile(draft, `${secret}\n`, { mode: 0o600, flag: 'wx' });
      await place(draft);
      return secret;
    } finally {
      await rm(draft, { force: true });
    }
  }

  private async explained<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      throw new StartupError(
        `The ${this.what} can not be kept in ${this.path}: ${(error as Error).message}.`,
        { cause: error },
      );
    }
  }
}
