import type { Block, Card, Text } from '../../domain/card.ts';
import { actionsOf, pageOf } from './actions.ts';
import { type Part, partOf, type Room } from './blocks.ts';
import { LIMITS } from './limits.ts';
import { clip, defuse, type Mention, peopleIn, type RichText, rich, run, seen } from './text.ts';

export interface Attachment {
  contentType: 'application/vnd.microsoft.card.adaptive';
  content: Record<string, unknown>;
}

/** How cards are drawn in one tenant. */
export interface Drawing {
  mention: Mention;
  /** Address of the console without a trailing slash; cards link to it where it is known. */
  consoleUrl?: string;
  buttons: boolean;
  /** `29:…` of people whose card Teams asks for anew by itself. */
  refreshFor?: readonly string[];
}

export interface Drawn {
  attachment: Attachment;
  /** For notifications. */
  summary: string;
  /** Something of the card is not in it. Said on the card, and reason enough to take its Approve button away. */
  cut: boolean;
}

const TONES = { neutral: 'default', warning: 'warning', good: 'good', bad: 'attention' } as const;

/** From all of it to headings alone; the first that fits is taken. */
const ROOMS: readonly Room[] = [
  { lines: Number.POSITIVE_INFINITY, chars: LIMITS.text },
  ...[60, 30, 15, 8, 4, 2, 1, 0].map((lines) => ({ lines, chars: lines > 8 ? 600 : 200 })),
];

/** `LIVE · SEV1 · INC-7`: what must be known before anything else is read. */
function badge(card: Card): string {
  const severity = card.severity ? [`SEV${card.severity}`] : [];
  const id = card.kind === 'incident' && !card.title.includes(card.id) ? [card.id] : [];
  return [card.mode.toUpperCase(), ...severity, ...(card.about ?? id)].map((word) => seen(word)).join(' \u00b7 ');
}

function head(card: Card): RichText[] {
  const title = clip(seen(card.title) || seen(card.id), LIMITS.title);
  return [
    rich([run(badge(card), { size: 'Small', weight: 'Bolder' })]),
    rich([run(title, { size: 'Large', weight: 'Bolder' })], { spacing: 'None' }),
  ];
}

function textsOf(block: Block): Text[] {
  switch (block.block) {
    case 'text':
    case 'warning':
      return [block.text];
    case 'facts':
      return block.facts.map((f) => f.value);
    case 'stage':
      return block.steps.map((s) => s.note ?? []);
    case 'list':
      return block.items;
    default:
      return [];
  }
}

/**
 * The people of the card whom Teams can call. Their names stand in the text as their ids; here they are called by an id of
 * quell.yaml, which is a plain word, and Teams puts their own name in its place.
 */
function called(card: Card, mention: Mention): { items: unknown[]; entities: unknown[] } {
  const named = [...new Set(card.blocks.flatMap(textsOf).flatMap(peopleIn))].filter((id) => /^[a-z0-9.-]+$/.test(id));
  const known = named.flatMap((id) => {
    const member = mention(id);
    return member
      ? [{ type: 'mention', text: `<at>${id}</at>`, mentioned: { id: member.id, name: seen(member.name) || id } }]
      : [];
  });
  if (known.length === 0) return { items: [], entities: [] };
  const text = known.map((m) => m.text).join(' ');
  return { items: [{ type: 'TextBlock', text, wrap: true, isSubtle: true, size: 'Small' }], entities: known };
}

function foot(page: string | undefined, cut: boolean, left: number): RichText[] {
  const said = [
    ...(cut ? [`This card was cut to fit Teams.${page ? '' : ' All of it is on the console, or in a shell.'}`] : []),
    ...(left > 0 ? [`${left} more button${left === 1 ? '' : 's'}: see the console`] : []),
  ];
  return said.map((words) => rich([run(words, { weight: 'Bolder' })]));
}

function content(card: Card, parts: Part[], drawing: Drawing, cut: boolean): Record<string, unknown> {
  const page = pageOf(card.path, drawing.consoleUrl);
  const { actions, left } = drawing.buttons ? actionsOf(card, cut, page) : { actions: [], left: 0 };
  const more = page ? [{ type: 'Action.OpenUrl', title: 'All of it on the console', url: page }] : [];
  const { items, entities } = called(card, drawing.mention);
  const { refreshFor = [] } = drawing;
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    fallbackText: clip(defuse(`${badge(card)}: ${card.title}. ${card.summary}`), LIMITS.fallback),
    speak: clip(defuse(`${badge(card)}: ${card.title}. ${card.summary}`), LIMITS.fallback),
    body: [
      { type: 'Container', style: TONES[card.tone], bleed: true, items: head(card) },
      ...parts.flatMap((p) => p.items),
      ...foot(page, cut, left),
      ...items,
    ],
    actions: [...actions, ...more].slice(0, LIMITS.actions),
    msteams: { width: 'Full', ...(entities.length > 0 ? { entities } : {}) },
    ...(refreshFor.length > 0
      ? {
          refresh: {
            action: { type: 'Action.Execute', title: 'Refresh', verb: 'quell.refresh', data: { ref: card.id } },
            userIds: refreshFor.slice(0, LIMITS.refreshed),
          },
        }
      : {}),
  };
}

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** Draws a card within Teams' limits. Pure: the same card gives the same content. */
export function draw(card: Card, drawing: Drawing): Drawn {
  const own = card.blocks.some((b) => (b.block === 'text' || b.block === 'warning') && b.text[0] === card.summary);
  const blocks: Block[] = own ? card.blocks : [{ block: 'text', text: [card.summary] }, ...card.blocks];
  let drawn: Record<string, unknown> = {};
  let cut = false;
  for (const [i, room] of ROOMS.entries()) {
    const last = i === ROOMS.length - 1;
    const parts = blocks.slice(0, last ? 20 : undefined).map((block) => partOf(block, room));
    cut = parts.some((p) => p.cut) || parts.length < blocks.length;
    drawn = content(card, parts, drawing, cut);
    if (bytes(drawn) <= LIMITS.cardBytes) break;
  }
  return {
    attachment: { contentType: 'application/vnd.microsoft.card.adaptive', content: drawn },
    summary: clip(defuse(`${badge(card)}: ${card.title}. ${card.summary}`), LIMITS.fallback),
    cut,
  };
}
