/** What Teams takes, from Microsoft's pages; the budget leaves room below the size that every client and connector takes. */
export const LIMITS = {
  /** Bytes of a card as JSON. */
  cardBytes: 25_000,
  /** Buttons below each other that a phone still shows. */
  actions: 6,
  /** Characters of a button. */
  label: 75,
  title: 300,
  /** Characters of one text before it is cut. */
  text: 3000,
  fallback: 2000,
  /** People for whom a card refreshes by itself. */
  refreshed: 60,
  choices: 200,
} as const;
