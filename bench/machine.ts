import { closeSync, fdatasyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { type Context } from './context';
import { median } from './statistics';

const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x2fc12fc1: 'zfs',
  0x794c7630: 'overlay',
  0x01021994: 'tmpfs, in memory: a commit costs less than on a disk',
};
const SYNCS = 200;

/** What figures depend on, in words. Nothing that identifies the machine. */
export function describeMachine({ postgres, generator, databaseGenerator }: Context): Record<string, string> {
  const settings = Object.entries(postgres.settings).map(([name, value]) => `${name} ${value}`);
  return {
    CPU: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, shared by load generator, server and PostgreSQL`,
    Memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    Kernel: `${type()} ${release()}`,
    Disk: `${fileSystem(postgres.folder)}; a write of 8 KiB with fdatasync takes ${syncTime(postgres.folder).toFixed(2)} ms`,
    Node: process.version,
    PostgreSQL: `${postgres.version}; ${settings.join(', ')}`,
    'Load generator': `${generator.name}; for PostgreSQL alone ${databaseGenerator.name}`,
  };
}

function fileSystem(folder: string): string {
  return FILE_SYSTEMS[statfsSync(folder).type] ?? 'unknown file system';
}

/** What a commit waits for at least: the largest difference between two machines with the same CPU. */
function syncTime(folder: string): number {
  const path = join(folder, 'sync-time');
  const file = openSync(path, 'w');
  const times: number[] = [];
  try {
    for (let count = 0; count < SYNCS; count++) {
      const start = performance.now();
      writeSync(file, Buffer.alloc(8_192), 0, 8_192, 0);
      fdatasyncSync(file);
      times.push(performance.now() - start);
    }
  } finally {
    closeSync(file);
    rmSync(path, { force: true });
  }
  return median(times);
}
