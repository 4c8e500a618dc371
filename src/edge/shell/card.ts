import { STEP_WORDS } from '../../card/words.ts';
import type { Block, Card, Span, StepLine, Text } from '../../domain/card.ts';
import { toTheSecond } from '../../domain/clock.ts';

const CLOUDS = { aws: 'AWS', gcp: 'Google', azure: 'Azure' };
/** Word first, sign second: a terminal without colour or with a screen reader loses nothing. */
const SIGNS: Record<NonNullable<StepLine['state']>, string> = {
  waiting: '·',
  due: '·',
  running: '◐',
  applied: '◐',
  verified: '✓',
  failed: '✗',
  changed: '✗',
  'in-doubt': '?',
  cancelled: '-',
  expired: '-',
};

/** Takes control characters away: what an attacker named must not move the cursor or ring a bell. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}

function span(one: Span): string {
  if (typeof one === 'string') return one;
  if ('strong' in one) return one.strong;
  if ('code' in one) return one.code;
  if ('person' in one) return one.person;
  return one.time ? toTheSecond(one.time) : '';
}

function line(text: Text): string {
  return plain(text.map(span).join(''));
}

function table(columns: string[], rows: string[][]): string[] {
  return rows.flatMap((row) => [...columns.map((name, i) => `    ${name.padEnd(10)} ${plain(row[i] ?? '')}`), '']);
}

function block(one: Block): string[] {
  switch (one.block) {
    case 'text':
      return [line(one.text)];
    case 'warning':
      return [`! ${line(one.text)}`];
    case 'facts':
      return one.facts.map((f) => `  ${f.label}: ${line(f.value)}`);
    case 'stage':
      return [
        `${plain(one.title)}  (${plain(one.needs)})`,
        ...one.steps.map((s) => {
          const sign = s.state ? `${SIGNS[s.state]} ` : '';
          const said = [...(s.state ? [STEP_WORDS[s.state]] : []), ...(s.note ? [line(s.note)] : [])].join(', ');
          return `   ${CLOUDS[s.cloud].padEnd(7)}${sign}${plain(s.title)}${said ? `: ${said}` : ''}`;
        }),
      ];
    case 'list':
      return [...(one.title ? [`${plain(one.title)}:`] : []), ...one.items.map((i) => `  - ${line(i)}`)];
    case 'code':
      return [`    ${plain(one.text)}`];
    case 'table':
      return table(one.columns, one.rows);
  }
}

/** The sentence that stands for the whole card is left out where one of its blocks says it. */
function saysItself(card: Card): boolean {
  const texts = card.blocks.flatMap((b) => (b.block === 'text' || b.block === 'warning' ? [line(b.text)] : []));
  return texts.length > 0 && (texts.includes(card.summary) || card.summary === texts.join(' '));
}

/** A card as a terminal shows it. Buttons become the commands that do the same. */
export function renderCard(card: Card): string {
  const mode = card.mode ? `${card.mode.toUpperCase()} · ` : '';
  const severity = card.severity ? `SEV${card.severity} · ` : '';
  const pages = card.buttons.flatMap((b) => (b.href ? [`${plain(b.label)}: ${b.href}`] : []));
  const actions = card.buttons.filter((b) => b.verb !== 'plan' && !b.href).map((b) => `${b.verb} ${b.ref}`);
  return [
    `${mode}${severity}${plain(card.title)}`,
    ...(saysItself(card) ? [] : [plain(card.summary)]),
    ...card.blocks.flatMap(block),
    ...(pages.length > 0 ? ['', ...pages] : []),
    ...(actions.length > 0 ? ['', `Next: ${actions.join(' | ')}`] : []),
  ].join('\n');
}
