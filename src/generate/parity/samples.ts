import type { Block, Button, Card, Field, Form } from '../../domain/card.ts';

/** One thing that a card may have, on a card of its own, and the words that a surface must show of it. */
export interface Sample {
  what: string;
  card: Card;
  words: string[];
}

const bare: Card = {
  kind: 'notice',
  id: 'plan-1',
  mode: 'live',
  tone: 'neutral',
  title: 'Title of it',
  summary: 'Summary of it.',
  blocks: [],
  buttons: [],
};

const KINDS: Record<Card['kind'], string> = {
  incident: 'an incident',
  plan: 'a plan, its approval and its progress',
  notice: 'a short answer, a reminder, an outcome',
  list: 'a list',
  fault: 'a refusal, and what to do',
  runbook: 'the runbook of a drill',
};

const BLOCKS: { [B in Block as B['block']]: { what: string; block: B; words: string[] } } = {
  text: {
    what: 'text with a name, a person and a time',
    block: {
      block: 'text',
      text: ['Seen by ', { person: 'ada' }, ' as ', { code: 'ml-train' }, { strong: ' twice' }],
    },
    words: ['Seen by', 'ml-train', 'twice'],
  },
  warning: {
    what: 'a warning',
    block: { block: 'warning', text: ['Partly contained'] },
    words: ['Partly contained'],
  },
  facts: {
    what: 'facts',
    block: { block: 'facts', facts: [{ label: 'Asked by', value: ['Ada L.'] }] },
    words: ['Asked by', 'Ada L.'],
  },
  stage: {
    what: 'a stage with its steps, their state and who must approve',
    block: {
      block: 'stage',
      title: 'Close the door',
      needs: 'needs 2 of owners',
      steps: [{ cloud: 'gcp', title: 'disable the pool', state: 'verified', note: ['token refused'] }],
    },
    words: ['Close the door', 'needs 2 of owners', 'disable the pool', 'verified', 'token refused'],
  },
  list: {
    what: 'a list of lines',
    block: { block: 'list', title: 'Not stopped', items: [['first line'], ['second line']] },
    words: ['Not stopped', 'first line', 'second line'],
  },
  code: { what: 'text as it is', block: { block: 'code', text: 'quell audit' }, words: ['quell audit'] },
  table: {
    what: 'before and after',
    block: { block: 'table', columns: ['Before', 'After'], rows: [['open', 'shut']] },
    words: ['Before', 'After', 'open', 'shut'],
  },
};

const button = (more: Partial<Button>): Button => ({
  verb: 'approve',
  ref: 'plan-1',
  label: 'Press here',
  style: 'primary',
  ...more,
});

/** What a card can show, each on a card of its own. */
export const SAMPLES: readonly Sample[] = [
  ...Object.entries(KINDS).map(([kind, what]) => ({
    what,
    card: { ...bare, kind: kind as Card['kind'] },
    words: ['Title of it', 'Summary of it.'],
  })),
  ...Object.values(BLOCKS).map(({ what, block, words }) => ({ what, card: { ...bare, blocks: [block] }, words })),
  {
    what: 'LIVE or DRILL, and the severity',
    card: { ...bare, kind: 'plan', mode: 'drill', severity: 1 },
    words: ['DRILL', 'SEV1'],
  },
];

/** Buttons are for pressing; a shell has the command instead. */
export const BUTTONS: readonly Sample[] = [
  { what: 'a button that acts', card: { ...bare, kind: 'plan', buttons: [button({})] }, words: ['Press here'] },
  {
    what: 'a button that opens a page',
    card: { ...bare, kind: 'plan', buttons: [button({ href: 'https://quell.example.com/plans/plan-1' })] },
    words: ['Press here', 'https://quell.example.com/plans/plan-1'],
  },
];

const choices = [
  { value: 'a', label: 'First choice' },
  { value: 'b', label: 'Second choice' },
];

const FIELDS: Record<Field['type'], { what: string; words: string[] }> = {
  text: { what: 'a line', words: [] },
  'long-text': { what: 'several lines', words: [] },
  choice: { what: 'one of several', words: ['First choice', 'Second choice'] },
  many: { what: 'some of several', words: ['First choice', 'Second choice'] },
};

/** One form for each type of field. */
export const FORMS: readonly { what: string; form: Form; words: string[] }[] = Object.entries(FIELDS).map(
  ([type, { what, words }]) => ({
    what,
    words: ['Asked for', 'Hint for it', 'Send it', ...words],
    form: {
      title: 'A form',
      verb: 'deny',
      ref: 'plan-1',
      submit: 'Send it',
      fields: [
        {
          name: 'field',
          label: 'Asked for',
          type: type as Field['type'],
          required: true,
          hint: 'Hint for it',
          ...(words.length > 0 ? { choices } : {}),
        },
      ],
    },
  }),
);
