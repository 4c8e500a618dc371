import type { Figures } from './figures.ts';

interface Bar {
  label: string;
  ms: number;
  kind: 'quell' | 'floor';
}

const BAR = 22;
const GAP = 8;
const LEFT = 190;
const WIDTH = 720;
const PLOT = WIDTH - LEFT - 80;
const COLOURS = { quell: '#2f6f4f', floor: '#9aa5a0' };

function bars(f: Figures): Bar[] {
  const queues = [
    ['redis', 'Redis'],
    ['postgres', 'PostgreSQL'],
  ] as const;
  return queues.flatMap(([key, name]): Bar[] => {
    const found = f.clickToFirstCall[key];
    if (!found) return [];
    return [
      { label: `Quell, ${name}, p50`, ms: found.p50Ms, kind: 'quell' },
      { label: `floor, ${name}, p50`, ms: found.floor.p50Ms, kind: 'floor' },
      { label: `Quell, ${name}, p99`, ms: found.p99Ms, kind: 'quell' },
      { label: `floor, ${name}, p99`, ms: found.floor.p99Ms, kind: 'floor' },
    ];
  });
}

/** Click → first call, beside the floor. Text and background suit a light and a dark page. */
export function chart(f: Figures): string {
  const all = bars(f);
  const longest = Math.max(...all.map((b) => b.ms), 1);
  const height = 46 + all.length * (BAR + GAP) + 8;
  const lines = all.map(({ label, ms, kind }, i) => {
    const y = 46 + i * (BAR + GAP);
    const width = Math.max(1, (ms / longest) * PLOT).toFixed(1);
    const base = y + BAR - 6;
    return [
      `<text x="${LEFT - 10}" y="${base}" text-anchor="end">${label}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${width}" height="${BAR}" rx="3" fill="${COLOURS[kind]}"/>`,
      `<text x="${(LEFT + Number(width) + 8).toFixed(1)}" y="${base}">${ms.toFixed(1)} ms</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Milliseconds from the approving click to the first cloud call">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    '<g font-family="system-ui, sans-serif" font-size="13" fill="#1c2521">',
    '<text x="16" y="26" font-size="15" font-weight="600">From the approving click to the first cloud call</text>',
    ...lines,
    '</g></svg>',
    '',
  ].join('\n');
}
