/** A kind of requests, and how many of a hundred are of it. */
export type Share = readonly [kind: string, percent: number];

export interface Drawn<Kind, Item> {
  readonly kind: Kind;
  readonly item: Item;
  /** How many of this kind and item came before. */
  readonly count: number;
}

const LENGTH = 10_000;

/**
 * Kinds in exactly their shares and in an order without a pattern; items by Zipf's law: the second comes half as often as
 * the first, the third a third as often. The same at each call.
 */
export function mixOf<Kind extends string, Item>(
  shares: readonly (readonly [kind: Kind, percent: number])[],
  items: readonly Item[],
): Drawn<Kind, Item>[] {
  const random = randomNumbers();
  const kinds = shares.flatMap(([kind, percent]) =>
    Array.from({ length: (LENGTH * percent) / 100 }, () => kind),
  );
  shuffle(kinds, random);
  const limits: number[] = [];
  items.forEach((_, index) => limits.push((limits.at(-1) ?? 0) + 1 / (index + 1)));
  const counts = new Map<string, number>();
  return kinds.map((kind) => {
    const place = random() * limits.at(-1)!;
    const index = limits.findIndex((limit) => place < limit);
    const name = `${kind} ${index}`;
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return { kind, item: items[index]!, count };
  });
}

function shuffle(items: unknown[], random: () => number): void {
  for (let index = items.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [items[index], items[other]] = [items[other], items[index]];
  }
}

/** From 0 to 1, by the generator of Park and Miller: enough for an order, and the same everywhere. */
function randomNumbers(): () => number {
  const modulus = 2_147_483_647;
  let state = 20_240_615;
  return () => {
    state = (state * 48_271) % modulus;
    return state / modulus;
  };
}
