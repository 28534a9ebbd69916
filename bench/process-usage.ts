import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time for user space in hundredths of a second, whatever the kernel's own tick is. */
const MILLISECONDS_A_TICK = 10;

/** What processes used so far, in milliseconds. NaN where there is no /proc: such figures are left out. */
export interface Usage {
  readonly server: number;
  readonly postgres: number;
  /** Of this process, and of its children that have ended and been waited for: the load generators. */
  readonly generator: number;
  readonly machine: MachineUsage;
}

export interface MachineUsage {
  readonly busy: number;
  /** What the host of a virtual machine gave to others while this one wanted to run. */
  readonly stolen: number;
  readonly total: number;
}

export function usage(serverPids: readonly number[], postmasterPid: number): Usage {
  return {
    server: serverPids.length === 0 ? NaN : sum(serverPids.map((pid) => ownTime(pid))),
    postgres: treeTime(postmasterPid),
    generator: ownTime(process.pid) + childrenTime(process.pid),
    machine: machineUsage(),
  };
}

/** Resident memory in bytes. */
export function residentMemory(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? NaN) * 1024;
}

/** The postmaster with its children, those that have ended since included: autovacuum workers come and go. */
function treeTime(postmasterPid: number): number {
  const own = ownTime(postmasterPid) + childrenTime(postmasterPid);
  return own + sum(childrenOf(postmasterPid).map((pid) => ownTime(pid) || 0));
}

function ownTime(pid: number): number {
  const fields = stat(pid);
  return (Number(fields[11] ?? NaN) + Number(fields[12] ?? NaN)) * MILLISECONDS_A_TICK;
}

function childrenTime(pid: number): number {
  const fields = stat(pid);
  return (Number(fields[13] ?? NaN) + Number(fields[14] ?? NaN)) * MILLISECONDS_A_TICK;
}

function childrenOf(parentPid: number): number[] {
  const pids = list('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => Number(stat(pid)[1]) === parentPid);
}

/** The fields behind the name of the program, which may itself hold spaces and brackets: state, parent, … */
function stat(pid: number): string[] {
  const text = read(`/proc/${pid}/stat`);
  return text === '' ? [] : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function machineUsage(): MachineUsage {
  const line = /^cpu +(.*)$/m.exec(read('/proc/stat'))?.[1] ?? '';
  // user nice system idle iowait irq softirq steal; what follows is contained in user.
  const ticks = line.split(' ').slice(0, 8).map(Number);
  if (ticks.length < 8) return { busy: NaN, stolen: NaN, total: NaN };
  const total = sum(ticks);
  const stolen = ticks[7]!;
  const busy = total - ticks[3]! - ticks[4]! - stolen;
  const [a, b, c] = [busy, stolen, total].map((value) => value * MILLISECONDS_A_TICK);
  return { busy: a!, stolen: b!, total: c! };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
