/**
 * What Teams accepts, in characters or pieces unless said otherwise. Microsoft's own figures for a whole message went
 * from 28 to 100 kB with the years and the way of delivery; `cardBytes` stays below the smallest of them.
 */
export const LIMITS = {
  /** A card's content as JSON in UTF-8. */
  cardBytes: 25_000,
  /** Buttons that every client shows without a menu. */
  actions: 6,
  /** People for whom a card is asked anew by itself. */
  refreshed: 60,
  mentions: 20,
  /** Longest that the bot reads back. */
  ref: 2000,
  url: 2000,
  choices: 100,
} as const;

/** Limits that are our own habit, so that one long name does not push everything else off a card. */
export const HABIT = {
  badge: 300,
  title: 600,
  button: 60,
  text: 3000,
  stepTitle: 300,
  stepNote: 600,
  fact: 1000,
  listItem: 600,
  line: 1000,
  cell: 1000,
  /** Characters of a cell that still reads well in a narrow column, and columns that stand side by side. */
  tableCell: 60,
  tableColumns: 4,
  parts: 60,
  label: 200,
  hint: 600,
  input: 3000,
  fields: 30,
  fallback: 1000,
} as const;
