import { type Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Address, connect, disconnect } from './connection';
import { STARTER_SETTING } from './settings';

const OWNER_APPLICATION = 'projects-api owner';

/** Two numbers of our own. The lock of the second kind has the process id of the owner as its object. */
const OWNERSHIP = 1_347_571_271;
const OWNER_PID = 1_347_571_272;

const REACQUIRE_INTERVAL = 100;

/** The response of a server to the question whose it is. */
export type Claim = { readonly client: Client } | { readonly ownerPid: number | undefined };

/**
 * Claims the server for this process. The lock lives as long as its connection, which the kernel closes with the
 * process, however that ends: so a server that is not claimed has outlived its service. When two claim it at
 * the same moment, the server decides.
 */
export async function claim(address: Address): Promise<Claim> {
  const client = await connect(address, OWNER_APPLICATION);
  try {
    const { rows } = await client.query<{ acquired: boolean }>(
      `SELECT CASE WHEN pg_try_advisory_lock($1, 0) THEN pg_try_advisory_lock($2, $3) ELSE false END AS acquired`,
      [OWNERSHIP, OWNER_PID, process.pid],
    );
    if (rows[0]?.acquired === true) return { client };
    const ownerPid = await readOwner(client);
    await disconnect(client);
    return { ownerPid };
  } catch (error) {
    await disconnect(client);
    throw error;
  }
}

/** Which processes a server belongs to. */
export interface Owners {
  /** The process that has claimed the server. */
  readonly ownerPid: number | undefined;
  /** The process that started it, and claims it a moment later. */
  readonly starterPid: number | undefined;
}

/** Asks without claiming. */
export async function findOwners(address: Address): Promise<Owners> {
  const client = await connect(address, 'projects-api');
  try {
    const { rows } = await client.query<{ pid: string | null }>(`SELECT current_setting($1, true) AS pid`, [
      STARTER_SETTING,
    ]);
    return { ownerPid: await readOwner(client), starterPid: Number(rows[0]?.pid ?? 0) || undefined };
  } finally {
    await disconnect(client);
  }
}

async function readOwner(client: Client): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: string }>(
    `SELECT objid::bigint AS pid FROM pg_locks WHERE locktype = 'advisory' AND classid = $1::bigint::oid`,
    [OWNER_PID],
  );
  return rows[0] === undefined ? undefined : Number(rows[0].pid);
}

/** Holds a claim until it is released, also across a crash recovery of the server, which ends all connections. */
export class OwnerLock {
  private readonly released = new AbortController();
  private reacquiring: Promise<void> | undefined;

  constructor(
    private readonly address: Address,
    private client: Client,
  ) {
    this.watch();
  }

  /** For when the server has ended. Afterwards this lock never claims a server again, also not its successor. */
  async release(): Promise<void> {
    this.released.abort();
    await this.reacquiring;
    await disconnect(this.client);
  }

  private watch(): void {
    this.client.once('end', () => {
      this.reacquiring = this.reacquire();
    });
  }

  private async reacquire(): Promise<void> {
    while (!this.isReleased()) {
      const response = await claim(this.address).catch(() => undefined);
      if (response !== undefined && 'client' in response) {
        this.client = response.client;
        if (!this.isReleased()) this.watch();
        return;
      }
      const { signal } = this.released;
      await sleep(REACQUIRE_INTERVAL, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }

  private isReleased(): boolean {
    return this.released.signal.aborted;
  }
}
