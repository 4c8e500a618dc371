import { Html } from './html.ts';

/** Drawings in a box of 16 by 16, stroked with the colour of the text beside them. */
const PATHS = {
  check: '<path d="M3 8.5 6.5 12 13 4.5"/>',
  cross: '<path d="m4 4 8 8M12 4l-8 8"/>',
  half: '<circle cx="8" cy="8" r="5.5"/><path d="M8 2.5a5.5 5.5 0 0 1 0 11Z" fill="currentColor"/>',
  dot: '<circle cx="8" cy="8" r="4.5" fill="currentColor"/>',
  ring: '<circle cx="8" cy="8" r="5.5"/>',
  clock: '<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>',
  turn: '<path d="M13 8a5 5 0 1 1-1.5-3.6"/><path d="M13.2 2v3.2H10"/>',
  warn: '<path d="M8 2 15 14H1Z"/><path d="M8 6.5v3.2M8 11.8v.2"/>',
  ask: '<path d="M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M8 12.6v.2"/>',
  info: '<circle cx="8" cy="8" r="6"/><path d="M8 7.3v4M8 4.8V5"/>',
  bar: '<path d="M3 8h10"/>',
  right: '<path d="M3 8h9.5M9 4.5 12.5 8 9 11.5"/>',
} as const;

export type IconName = keyof typeof PATHS;

/** Always beside words that say the same, therefore hidden from screen readers. */
export function icon(name: IconName): Html {
  return new Html(
    `<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">${PATHS[name]}</svg>`,
  );
}
