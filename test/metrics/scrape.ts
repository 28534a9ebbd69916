/** The samples of Prometheus' text format: `name{label="value"}` → value. */
export function samplesOf(text: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

/** The names of all series, as a query has them. */
export const namesOf = (text: string): ReadonlySet<string> =>
  new Set([...samplesOf(text).keys()].map((sample) => sample.replace(/\{.*$/, '')));
