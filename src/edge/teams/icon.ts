import { type Colour, png } from './png.ts';

const INK = [27, 39, 51] as const;
const WHITE = [255, 255, 255] as const;

/** Points a point is looked at, in each direction, so that the edges are smooth. */
const FINE = 4;

/** Q as a ring with a bar through its lower right: what goes round, and what stops it. Coordinates are -1 to 1. */
function inside(x: number, y: number, thick: number): boolean {
  const away = Math.hypot(x, y);
  if (away <= 0.62 && away >= 0.62 - thick) return true;
  const along = (x + y) / Math.SQRT2;
  const beside = Math.abs(x - y) / Math.SQRT2;
  return along >= 0.22 && along <= 0.84 && beside <= thick / 2;
}

/** How much of the point at `px`, `py` is covered, 0 to 1. */
function covered(size: number, px: number, py: number, thick: number): number {
  let hits = 0;
  for (let i = 0; i < FINE * FINE; i++) {
    const x = ((px + ((i % FINE) + 0.5) / FINE) / size) * 2 - 1;
    const y = ((py + (Math.floor(i / FINE) + 0.5) / FINE) / size) * 2 - 1;
    if (inside(x, y, thick)) hits++;
  }
  return hits / (FINE * FINE);
}

/** `color.png`: 192 by 192 points, white on ink, filled to its edges. */
export function colourIcon(): Buffer {
  return png(192, (x, y): Colour => {
    const share = covered(192, x, y, 0.2);
    const [r, g, b] = INK.map((ink, i) => Math.round(ink + (WHITE[i]! - ink) * share)) as [number, number, number];
    return [r, g, b, 255];
  });
}

/** `outline.png`: 32 by 32 points, white on nothing. */
export function outlineIcon(): Buffer {
  return png(32, (x, y): Colour => [...WHITE, Math.round(covered(32, x, y, 0.22) * 255)]);
}
