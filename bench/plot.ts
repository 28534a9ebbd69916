import { type Measured } from './rounds';
import { spread } from './statistics';

const WIDTH = 720;
const LABEL_WIDTH = 150;
const VALUE_WIDTH = 70;
const ROW = 36;
const BAR = 20;
const TOP = 48;

/** Bars of throughput, with a whisker from the slowest to the fastest round. Readable on light and dark pages. */
export function plot(title: string, measured: readonly Measured[]): string {
  const bars = measured.map(({ name, samples }) => ({
    name,
    ...spread(samples.map(({ perSecond }) => perSecond)),
  }));
  const scale = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / Math.max(...bars.map(({ max }) => max));
  const height = TOP + bars.length * ROW + 8;
  const rows = bars.map(({ name, median, min, max }, index) => {
    const top = TOP + index * ROW;
    const middle = top + BAR / 2;
    const [left, right, end] = [min, max, median].map((value) => LABEL_WIDTH + value * scale) as [
      number,
      number,
      number,
    ];
    const color = name.startsWith('service') ? '#2563eb' : '#94a3b8';
    const whisker = [
      `M${px(left)} ${middle}H${px(right)}`,
      `M${px(left)} ${middle - 5}v10`,
      `M${px(right)} ${middle - 5}v10`,
    ];
    return [
      `<text x="${LABEL_WIDTH - 10}" y="${middle + 5}" text-anchor="end">${escaped(name)}</text>`,
      `<rect x="${LABEL_WIDTH}" y="${top}" width="${px(end - LABEL_WIDTH)}" height="${BAR}" fill="${color}"/>`,
      `<path d="${whisker.join('')}" stroke="#111827" stroke-width="1.5" fill="none"/>`,
      `<text x="${px(right + 8)}" y="${middle + 5}">${Math.round(median).toLocaleString('en-US')}</text>`,
    ].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"
  font-family="system-ui, sans-serif" font-size="14" fill="#111827">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="16" y="28" font-size="16" font-weight="600">${escaped(title)}</text>
${rows.join('\n')}
</svg>
`;
}

function px(value: number): string {
  return value.toFixed(1);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
