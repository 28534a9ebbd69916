/**
 * How much of a thing: little of it in every run of the tests, and all of it in `npm run test:reliability`, which says so
 * in this global and prints what it counted.
 */
export const { isLong = false } = globalThis as { readonly isLong?: boolean };

export const scaled = (short: number, long: number): number => (isLong ? long : short);

/** To be called when all of it has held. */
export function report(what: string, counted: string): void {
  if (isLong) process.stdout.write(`| ${what} | ${counted} |\n`);
}
