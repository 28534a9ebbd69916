import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { type ClusterPaths } from './paths';

/** What a server has written into its lock file `postmaster.pid`. */
export interface PostmasterFile {
  readonly content: string;
  /** Absent: the file is empty or damaged, as after a power cut. */
  readonly pid: number | undefined;
  readonly startedAt: Date;
  readonly port: number;
  readonly isReady: boolean;
}

export function parsePostmasterFile(content: string): PostmasterFile {
  const lines = content.split('\n');
  const pid = Number(lines[0]);
  return {
    content,
    pid: Number.isInteger(pid) && pid > 0 ? pid : undefined,
    startedAt: new Date(Number(lines[2]) * 1000),
    port: Number(lines[3]),
    isReady: lines[7]?.trim() === 'ready',
  };
}

export function readPostmasterFile(paths: ClusterPaths): PostmasterFile | undefined {
  try {
    return parsePostmasterFile(readFileSync(paths.postmasterPid, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** A server that runs on the cluster now, started by any process. */
export interface RunningPostmaster extends PostmasterFile {
  readonly pid: number;
}

export async function findPostmaster(paths: ClusterPaths): Promise<RunningPostmaster | undefined> {
  const file = readPostmasterFile(paths);
  if (file?.pid === undefined) return undefined;
  return (await isPostmasterOf(paths, file.pid, file.port)) ? { ...file, pid: file.pid } : undefined;
}

/**
 * A process id outlives its process and is given to strangers, in containers quite often to one of the same few
 * programs: it has to be a PostgreSQL, and the one of this cluster.
 */
export async function isPostmasterOf(paths: ClusterPaths, pid: number, port: number): Promise<boolean> {
  if (process.platform === 'win32') {
    return (await outputOf('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'])).includes(
      'postgres.exe',
    );
  }
  if (process.platform !== 'linux') {
    const name = await outputOf('ps', ['-o', 'comm=', '-p', String(pid)]);
    if (basename(name.trim()) !== 'postgres') return false;
    return isCommandOf(
      paths,
      (await outputOf('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).split(' '),
      port,
    );
  }
  if (readOrEmpty(`/proc/${pid}/comm`).trim() !== 'postgres') return false;
  try {
    const [cwd, data] = [statSync(`/proc/${pid}/cwd`), statSync(paths.data)];
    return cwd.ino === data.ino && cwd.dev === data.dev;
  } catch {
    // Root without the capability to trace processes, as in a container, may not look at another user's folder.
    return isCommandOf(paths, readOrEmpty(`/proc/${pid}/cmdline`).split('\0'), port);
  }
}

function isCommandOf(paths: ClusterPaths, args: string[], port: number): boolean {
  return args.includes(`port=${port}`) || args.includes(paths.data);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function outputOf(program: string, args: string[]): Promise<string> {
  return promisify(execFile)(program, args).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

/**
 * Removes the lock file of a server that no longer runs. PostgreSQL does so itself unless the process id has been
 * given to a stranger. Another start may just have replaced the file by its own, hence the look after the move.
 */
export function removeStaleFile(paths: ClusterPaths, stale: PostmasterFile): void {
  const aside = `${paths.postmasterPid}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(paths.postmasterPid, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    if (readFileSync(aside, 'utf8') !== stale.content) linkSync(aside, paths.postmasterPid);
  } finally {
    rmSync(aside, { force: true });
  }
}
