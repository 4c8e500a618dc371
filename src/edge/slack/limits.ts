/**
 * What Slack accepts, in characters or pieces unless said otherwise. From the Block Kit reference and its typings;
 * `blocksBytes` is ours: Slack refuses somewhere above 13,000 without documenting it.
 */
export const LIMITS = {
  message: { blocks: 50, blocksBytes: 12_000, fallback: 3000 },
  header: 150,
  context: { elements: 10, text: 2000 },
  actions: 25,
  button: { text: 75, value: 2000, actionId: 255, accessibility: 75 },
  richText: 3000,
  view: { title: 24, submit: 24, close: 24, blocks: 100, metadata: 3000, callbackId: 255 },
  input: { label: 2000, hint: 2000, text: 3000, blockId: 255 },
  option: { text: 75, value: 75, count: 100, boxes: 10 },
  url: 3000,
  /** A view as JSON: Slack takes 250 kB; some of it is kept free for what Slack adds. */
  viewBytes: 240_000,
  channel: { name: 80, topic: 250, invited: 100 },
  bookmark: 255,
  /** Posts and updates of one channel: one a second, with short bursts. */
  rate: [{ most: 3, withinMs: 3000 }],
  /** From the press to the answer: Slack gives up after three seconds, and so must we, a little earlier. */
  ackMs: 2200,
  /** Largest request that Slack sends, in bytes, with room: a view has at most 250 kB. */
  bodyBytes: 1024 * 1024,
} as const;

/** Limits that are our own habit, so that one long name does not push everything else off a card. */
export const HABIT = { stepTitle: 300, stepNote: 600, fact: 1000, listItem: 600, cell: 1000, tableWidth: 72 } as const;
