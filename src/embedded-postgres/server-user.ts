import { existsSync, readFileSync, statSync } from 'node:fs';
import { StartupError } from './startup-error';

/** Who PostgreSQL runs as. Absent everywhere in this folder: as the user of this process. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root, so a service started as root lends it another user: the owner of the data
 * that is already there, or else the system user `postgres`, or else `nobody`. No user is ever created.
 */
export function chooseServerUser(dataDirectory: string): ServerUser | undefined {
  const ownUid = process.geteuid?.();
  if (ownUid === undefined) return undefined;
  const existing = existsSync(dataDirectory) ? statSync(dataDirectory) : undefined;
  if (ownUid !== 0) {
    if (existing !== undefined && existing.uid !== ownUid) {
      throw new StartupError(
        `The database files in ${dataDirectory} belong to the user with uid ${existing.uid}, and this process ` +
          `runs with uid ${ownUid}. Start it as that user, or set DATA_DIR to another folder.`,
      );
    }
    return undefined;
  }
  if (existing !== undefined && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  const user = findSystemUser(existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : '');
  if (user === undefined) {
    throw new StartupError(
      'PostgreSQL refuses to run as root, and /etc/passwd has neither a user "postgres" nor "nobody" to run it ' +
        'as. Start the service as an ordinary user, or set DATABASE_URL.',
    );
  }
  if (existing !== undefined) {
    throw new StartupError(
      `The database files in ${dataDirectory} belong to root, and PostgreSQL refuses to run as root. ` +
        `Run: chown -R ${user.uid}:${user.gid} ${dataDirectory}`,
    );
  }
  return user;
}

/** For messages: permissions are then judged by that user, which is easily overlooked. */
export function describeUser(user: ServerUser | undefined): string {
  return user === undefined ? '' : ` (started by root, PostgreSQL runs with uid ${user.uid})`;
}

/** Some systems write the uid of `nobody` as -2: such numbers, and root itself, can not be lent. */
export function findSystemUser(passwd: string): ServerUser | undefined {
  const entries = passwd.split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const entry = entries.find(([entryName]) => entryName === name);
    const [uid, gid] = [Number(entry?.[2]), Number(entry?.[3])];
    if (Number.isInteger(uid) && Number.isInteger(gid) && uid > 0 && gid > 0) return { uid, gid };
  }
  return undefined;
}
