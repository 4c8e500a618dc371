import type { Watched } from './watch.ts';

const WIDTH = 720;
const HEIGHT = 280;
const LEFT = 48;
const BOTTOM = 32;

/** Heap after a collection, a line a process; the chat process in another colour. */
export function memoryChart({ processes }: Watched): string {
  const all = processes.flatMap((p) => p.samples);
  const minutes = Math.max(...all.map((s) => s.minute));
  const top = Math.ceil(Math.max(...all.map((s) => s.heapMb)) / 20) * 20;
  const x = (minute: number) => (LEFT + (minute / minutes) * (WIDTH - LEFT - 12)).toFixed(1);
  const y = (mb: number) => (HEIGHT - BOTTOM - (mb / top) * (HEIGHT - BOTTOM - 24)).toFixed(1);
  const lines = processes.map(({ name, samples }) => {
    const points = samples.map((s) => `${x(s.minute)},${y(s.heapMb)}`).join(' ');
    const colour = name === 'chat' ? '#c2410c' : '#1d4ed8';
    return `<polyline fill="none" stroke="${colour}" stroke-opacity="0.7" points="${points}"><title>${name}</title></polyline>`;
  });
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const mb = top * share;
    return `<line x1="${LEFT}" x2="${WIDTH - 12}" y1="${y(mb)}" y2="${y(mb)}" stroke="#d4d4d4"/><text x="${LEFT - 6}" y="${y(mb)}" text-anchor="end" dominant-baseline="middle">${mb}</text>`;
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const minute = minutes * share;
    return `<text x="${x(minute)}" y="${HEIGHT - 12}" text-anchor="middle">${minute.toFixed(1)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11" fill="#404040">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    `<text x="${LEFT}" y="14">Heap after a collection, MiB, over minutes: ten workers (blue) and the chat process (orange)</text>`,
    ...grid,
    ...ticks,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}
