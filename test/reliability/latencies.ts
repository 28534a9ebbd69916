/** Milliseconds, in ascending order. */
export type Latencies = readonly number[];

/** Calls ten times a second, whether earlier calls have ended or not, until `end` has settled, and at least `min` times. */
export async function tenASecond(
  call: () => Promise<unknown>,
  { end, min }: { readonly end: Promise<unknown>; readonly min: number },
): Promise<Latencies> {
  const state = { isOver: false };
  void end.catch(() => undefined).then(() => (state.isOver = true));
  const calls: Promise<number>[] = [];
  const start = performance.now();
  while (!state.isOver || calls.length < min) {
    calls.push(timed(call));
    const next = start + calls.length * 100;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
  }
  return (await Promise.all(calls)).sort((a, b) => a - b);
}

export async function timed(call: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await call();
  return performance.now() - start;
}

export function percentile(latencies: Latencies, percent: number): number {
  return latencies[Math.ceil((latencies.length * percent) / 100) - 1]!;
}
