import { describe, expect, it } from 'vitest';
import type { Card } from '../../../src/domain/card.ts';
import { type Drawing, draw } from '../../../src/edge/teams/draw.ts';
import { CARDS, hugePlan } from '../slack/cards.ts';
import { complaints, ofType, read } from './rules.ts';

const MEMBERS: Record<string, { id: string; name: string }> = {
  ada: { id: '29:1ada', name: 'Ada Lovelace' },
  bo: { id: '29:1bo', name: 'Bo' },
};
const drawing: Drawing = {
  mention: (person) => MEMBERS[person],
  consoleUrl: 'https://quell.example.com',
};
const drawn = (card: Card, more: Partial<Drawing> = {}) => draw(card, { ...drawing, ...more });
const content = (card: Card, more: Partial<Drawing> = {}) => drawn(card, more).attachment.content;
const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const titles = (card: Card, more: Partial<Drawing> = {}) => (content(card, more).actions ?? []).map((a) => a.title);

describe('a card in Teams', () => {
  it.each(Object.values(CARDS))('is drawn as agreed: $kind', async (card) => {
    const one = drawn(card, card.kind === 'plan' ? { refreshFor: ['29:1ada', '29:1bo'] } : {});
    expect(complaints(one.attachment)).toEqual([]);
    expect(one.cut).toBe(false);
    await expect(`${JSON.stringify(one, null, 2)}\n`).toMatchFileSnapshot(`golden/${card.kind}.json`);
  });

  it.each(Object.values(CARDS))('says LIVE or DRILL, and the severity, before anything else: $kind', (card) => {
    const said = [card.mode!.toUpperCase(), ...(card.severity ? [`SEV${card.severity}`] : [])].join(' \u00b7 ');
    const { body, speak, fallbackText } = content(card);
    expect(ofType(body[0], 'TextBlock')).toMatchObject([{ style: 'heading', text: said }]);
    expect(speak.startsWith(said)).toBe(true);
    expect(fallbackText.startsWith(said)).toBe(true);
    expect(drawn(card).summary.startsWith(said)).toBe(true);
  });

  it('about no incident says neither, and still has a heading', () => {
    const { mode: _, ...none } = CARDS.list;
    const one = drawn(none);
    expect(complaints(one.attachment)).toEqual([]);
    expect(ofType(content(none).body[0], 'TextBlock')).toMatchObject([{ style: 'heading', text: 'Quell' }]);
    expect(JSON.stringify(one)).not.toMatch(/LIVE|DRILL/);
  });

  it('gives every state a word next to its sign, and a warning its word', () => {
    const said = read(content(CARDS.runbook));
    for (const words of ['● applied, verifying', '✓ verified', '✗ failed', '⚠ Warning: '])
      expect(said).toContain(words);
  });

  it('calls a person only where Teams knows them, letter by letter as its entity says', () => {
    const { body, msteams } = content(CARDS.plan);
    expect(msteams.entities).toEqual([
      { type: 'mention', text: '<at>ada</at>', mentioned: MEMBERS.ada },
      { type: 'mention', text: '<at>bo</at>', mentioned: MEMBERS.bo },
    ]);
    expect(drawn(CARDS.plan).entities).toEqual(msteams.entities);
    expect(JSON.stringify(body)).toContain('"Mentioned: <at>ada</at>, <at>bo</at>"');
    expect(read(body)).toContain('Requested by \nAda Lovelace\n. \nBo\n or \ncy\n can approve.');
    expect(content(CARDS.plan, { mention: () => undefined }).msteams.entities).toBeUndefined();
  });

  it('calls nobody by an id that could be read as markup', () => {
    const card: Card = {
      ...CARDS.notice,
      blocks: [{ block: 'text', text: [{ person: '[x](https://evil.example)' }] }],
    };
    expect(drawn(card, { mention: () => MEMBERS.ada }).entities).toEqual([]);
  });

  it('links to the console only on its own site', () => {
    const pages = (path: string) => ofType(content({ ...CARDS.plan, path }), 'Action.OpenUrl').map((a) => a.url);
    expect(pages('/plans/x')).toEqual(['https://quell.example.com/plans/x']);
    for (const path of ['//evil.example/x', 'https://evil.example', '/\\evil.example/x'])
      expect(pages(path)).toEqual([]);
  });

  it('shows times so that nobody need know whose clock it was', () => {
    expect(read(content(CARDS.incident))).toContain('2026-11-22 03:13:05Z');
  });

  it('keeps the blanks below which a caret points', () => {
    const lines = ofType(content(CARDS.fault), 'TextRun').filter((run) => run.fontType === 'Monospace');
    expect(lines.map((run) => run.text)).toEqual([
      'contain compromised-workload-identity identity=ml-train',
      `${'\u00a0'.repeat(8)}^`,
    ]);
  });
});

describe('the buttons of a card', () => {
  it('carry a verb and a reference and nothing of the plan', () => {
    expect(content(CARDS.plan).actions?.[0]).toEqual({
      type: 'Action.Execute',
      title: 'Approve',
      verb: 'quell.approve',
      data: { ref: '7F3A-91C2' },
      style: 'positive',
      fallback: { type: 'Action.Submit', title: 'Approve', data: { quell: 'approve', ref: '7F3A-91C2' } },
    });
  });

  it('are on the card for all too, because not every client asks for the person’s own', () => {
    const base = content(CARDS.plan, { refreshFor: ['29:1ada'] });
    expect(base.actions).toEqual(content(CARDS.plan).actions);
    expect(base.refresh).toEqual({
      action: { type: 'Action.Execute', title: 'Refresh', verb: 'quell.refresh', data: { ref: '7F3A-91C2' } },
      userIds: ['29:1ada'],
    });
    expect(content(CARDS.plan).refresh).toBeUndefined();
  });

  it('refresh for sixty people at most, and for whoever asks where nobody is named', () => {
    const many = Array.from({ length: 70 }, (_, i) => `29:${i}`);
    expect(content(CARDS.plan, { refreshFor: many }).refresh?.userIds).toHaveLength(60);
    expect(content(CARDS.plan, { refreshFor: [] }).refresh?.userIds).toBeUndefined();
    expect(content(CARDS.plan, { refreshFor: [] }).refresh?.action.verb).toBe('quell.refresh');
  });

  it('are six at most, and what is missing is said', () => {
    const buttons = Array.from({ length: 9 }, (_, i) => ({
      verb: 'retry',
      ref: `S-${i}`,
      label: `Retry ${i}`,
      style: 'default' as const,
    }));
    expect(titles({ ...CARDS.runbook, buttons })).toHaveLength(6);
    expect(read(content({ ...CARDS.runbook, buttons }))).toContain('3 more buttons: see the console');
  });

  it('open pages of the web and nothing else, and never with a shortened address or reference', () => {
    const press = (href: string | undefined, ref = 'x') => ({
      ...CARDS.notice,
      buttons: [{ verb: 'approve', ref, label: 'Open', style: 'primary' as const, ...(href ? { href } : {}) }],
    });
    expect(titles(press('https://quell.example.com/plans/x'))).toEqual(['Open']);
    for (const href of ['javascript:alert(1)', 'msteams:/l/x', 'not a page', `https://x.example/${'y'.repeat(3000)}`])
      expect(titles(press(href))).toEqual([]);
    expect(titles(press(undefined, 'r'.repeat(2001)))).toEqual([]);
  });
});

describe('a table', () => {
  const table = (columns: string[], rows: string[][]) =>
    drawn({ ...CARDS.list, blocks: [{ block: 'table', columns, rows }] });

  it('stands in columns where it is narrow', () => {
    expect(ofType(table(['Resource', 'After'], [['role ml-train', 'denied']]), 'TableRow')).toHaveLength(2);
  });

  it('is said cell by cell where it is wide, with nothing cut', () => {
    const arn = `arn:aws:iam::111122223333:role/${'long-'.repeat(20)}role`;
    const one = table(['Resource', 'After'], [[arn, 'denied']]);
    expect(ofType(one, 'Table')).toEqual([]);
    expect(read(one)).toContain(arn);
    expect(one.cut).toBe(false);
  });

  it('of more rows than fit says how many are missing', () => {
    const rows = Array.from({ length: 900 }, (_, i) => [`role ${i}`, 'denied']);
    const one = table(['Resource', 'After'], rows);
    const shown = ofType(one, 'TableRow').length - 1;
    expect(read(one)).toContain(`${900 - shown} more rows: see the console`);
    expect(one.cut).toBe(true);
    expect(complaints(one.attachment)).toEqual([]);
  });
});

describe('a card that is too long', () => {
  const huge = drawn(hugePlan(400), { refreshFor: Array.from({ length: 60 }, (_, i) => `29:${'m'.repeat(110)}${i}`) });

  it('stays within what Teams takes and says what is missing, and where all of it is', () => {
    expect(size(huge.attachment.content)).toBeLessThanOrEqual(25_000);
    expect(complaints(huge.attachment)).toEqual([]);
    expect(huge.cut).toBe(true);
    const said = read(huge.attachment);
    expect(said).toMatch(/\d+ more steps: see the console/);
    expect(said).toContain('This card was cut to fit Teams.');
    expect(said).toContain('quell plan 7F3A-91C2');
  });

  it('keeps the warning and the later stage', () => {
    expect(read(huge.attachment)).toContain('This stops production training in 3 accounts.');
    expect(read(huge.attachment)).toContain('Disable ml-train');
  });

  it('accounts for every step: shown ones and missing ones add up', () => {
    const shown = read(huge.attachment).match(/training-job-\d+/g)!.length;
    const missing = Number(/(\d+) more steps/.exec(read(huge.attachment))![1]);
    expect(shown + missing).toBe(400);
    expect(shown).toBeGreaterThan(20);
  });

  it('cannot be approved there: Approve is a page, and without a console it is gone', () => {
    const acts = (card: Card, more: Partial<Drawing> = {}) =>
      (content(card, more).actions ?? []).map((a) => ('verb' in a ? a.verb : a.url));
    expect(acts(hugePlan(400))).toEqual(['https://quell.example.com/plans/7F3A-91C2', 'quell.plan']);
    expect(titles(hugePlan(400))[0]).toBe('Read all, then approve');
    const { consoleUrl: _, ...alone } = drawing;
    expect((draw(hugePlan(400), alone).attachment.content.actions ?? []).map((a) => a.title)).toEqual(['Details']);
    expect(read(huge.attachment)).toContain('quell approve 7F3A-91C2');
    expect(acts(CARDS.plan)).toEqual(['quell.approve', 'quell.plan']);
  });

  it.each([
    ['text', { block: 'text' as const, text: ['x'.repeat(3001)] }],
    ['title of a stage', { block: 'stage' as const, title: 'x'.repeat(301), needs: '', steps: [] }],
    ['line of code', { block: 'code' as const, text: 'x'.repeat(1001) }],
    ['fact', { block: 'facts' as const, facts: [{ label: 'Reaches', value: ['x'.repeat(1001)] }] }],
  ])('loses its Approve for a single cut %s as well', (_, block) => {
    const card = { ...CARDS.plan, blocks: [block] };
    expect(drawn(card).cut).toBe(true);
    expect(JSON.stringify(content(card))).not.toContain('quell.approve');
  });

  it('loses it for a title that is cut, too', () => {
    expect(drawn({ ...CARDS.plan, title: 'x'.repeat(601) }).cut).toBe(true);
  });

  it('drops whole parts visibly when there are very many', () => {
    const blocks = Array.from({ length: 400 }, (_, i) => ({
      block: 'text' as const,
      text: [`line ${i} ${'x'.repeat(90)}`],
    }));
    const one = drawn({ ...CARDS.plan, blocks });
    const shown = read(one.attachment).match(/^line \d+ /gm)!.length;
    // The card's own sentence is a part as well.
    expect(read(one.attachment)).toContain(`${400 - shown} more parts of this card: see the console`);
    expect(size(one.attachment.content)).toBeLessThanOrEqual(25_000);
  });
});
