import { describe, expect, it } from 'vitest';
import { draw } from '../../../src/edge/slack/blocks.ts';
import { LIMITS } from '../../../src/edge/slack/limits.ts';
import { CARDS, hugePlan } from './cards.ts';
import { wrongBlocks } from './rules.ts';

const drawing = {
  mention: (person: string) => ({ ada: 'U0ADA', bo: 'U0BO' })[person],
  consoleUrl: 'https://quell.example.com',
};
const words = (drawn: unknown) => JSON.stringify(drawn);

describe('a card in Slack', () => {
  it.each(Object.values(CARDS))('is drawn as agreed: $kind', async (card) => {
    const drawn = draw(card, drawing);
    expect(wrongBlocks(drawn.blocks)).toEqual([]);
    expect(drawn.cut).toBe(false);
    await expect(JSON.stringify(drawn, null, 2) + '\n').toMatchFileSnapshot(`golden/${card.kind}.json`);
  });

  it('says LIVE or DRILL and the severity in words before anything else', () => {
    expect(words(draw(CARDS.incident, drawing).blocks[0])).toContain('LIVE · SEV1 · INC-7');
    expect(words(draw({ ...CARDS.incident, title: 'INC-7: ml-train' }, drawing).blocks[0])).not.toContain('INC-7');
    expect(words(draw(CARDS.runbook, drawing).blocks[0])).toContain('DRILL · SEV2');
    expect(draw(CARDS.runbook, drawing).text).toMatch(/^DRILL · SEV2/);
  });

  it('about no incident says neither', () => {
    const { mode: _, ...none } = CARDS.list;
    const drawn = draw(none, drawing);
    expect(wrongBlocks(drawn.blocks)).toEqual([]);
    expect(words(drawn)).not.toMatch(/LIVE|DRILL/);
    expect(drawn.text).toMatch(/^[^·]/);
    expect(drawn.blocks[0]).toMatchObject({ type: 'header' });
  });

  it('mentions a person only where Slack knows them', () => {
    const drawn = words(draw(CARDS.plan, drawing).blocks);
    expect(drawn).toContain('{"type":"user","user_id":"U0ADA"}');
    expect(drawn).toContain('{"type":"text","text":"cy"}');
  });

  it('gives every state a word next to its sign', () => {
    const drawn = words(draw(CARDS.runbook, drawing).blocks);
    for (const word of ['applied, verifying', 'verified', 'failed']) expect(drawn).toContain(word);
  });

  it('links to the console only on its own site', () => {
    expect(words(draw({ ...CARDS.plan, path: '/plans/x' }, drawing))).toContain('https://quell.example.com/plans/x');
    for (const path of ['//evil.example/x', 'https://evil.example', '/\\evil.example/x']) {
      expect(words(draw({ ...CARDS.plan, path }, drawing).blocks)).not.toContain('"type":"link"');
    }
  });
});

describe('a table', () => {
  const table = (rows: string[][]) =>
    draw({ ...CARDS.list, blocks: [{ block: 'table', columns: ['Resource', 'After'], rows }] }, drawing);

  it('is aligned where it is narrow', () => {
    expect(words(table([['role ml-train', 'denied']]).blocks)).toContain('rich_text_preformatted');
  });

  it('is said cell by cell where it is wide, with nothing cut', () => {
    const arn = `arn:aws:iam::111122223333:role/${'long-'.repeat(20)}role`;
    const drawn = table([[arn, 'denied']]);
    expect(words(drawn.blocks)).toContain(arn);
    expect(drawn.cut).toBe(false);
  });

  it('of more rows than fit says how many are missing', () => {
    const drawn = table(
      Array.from({ length: 500 }, (_, i) => [`arn:aws:iam::111122223333:role/${'x'.repeat(60)}${i}`, 'denied']),
    );
    expect(words(drawn.blocks)).toMatch(/\d+ more rows: see the console/);
    expect(drawn.cut).toBe(true);
  });
});

describe('a card that is too long', () => {
  const huge = draw(hugePlan(400), drawing);

  it('stays within what Slack takes and says what is missing', () => {
    expect(Buffer.byteLength(JSON.stringify(huge.blocks))).toBeLessThanOrEqual(LIMITS.message.blocksBytes);
    expect(wrongBlocks(huge.blocks)).toEqual([]);
    expect(words(huge.blocks)).toMatch(/\d+ more steps: see the console/);
    expect(words(huge.blocks)).toContain('This card was cut to fit Slack.');
  });

  it('keeps the warning and the later stage', () => {
    expect(words(huge.blocks)).toContain('This stops production training in 3 accounts.');
    expect(words(huge.blocks)).toContain('Disable ml-train');
  });

  it('accounts for every step: shown ones and missing ones add up', () => {
    const shown = words(huge.blocks).match(/training-job-\d+/g)!.length;
    const missing = Number(/(\d+) more steps/.exec(words(huge.blocks))![1]);
    expect(shown + missing).toBe(400);
    expect(shown).toBeGreaterThan(20);
  });

  it('cannot be approved there, and says where', () => {
    expect(words(huge.blocks)).not.toContain('quell.approve.');
    expect(words(huge.blocks)).toContain('quell approve 7F3A-91C2');
    expect(words(huge.blocks)).toContain('quell.plan.');
    expect(words(draw(CARDS.plan, drawing).blocks)).toContain('quell.approve.');
  });

  it('loses its Approve for a single cut name as well', () => {
    const long = { ...CARDS.plan, blocks: [{ block: 'text' as const, text: ['x'.repeat(LIMITS.richText + 1)] }] };
    expect(words(draw(long, drawing).blocks)).toContain('(2 more characters)');
    expect(words(draw(long, drawing).blocks)).not.toContain('quell.approve.');
  });

  it('drops whole parts visibly when there are more than Slack has blocks for', () => {
    const blocks = Array.from({ length: 80 }, (_, i) => ({ block: 'text' as const, text: [`line ${i}`] }));
    const drawn = draw({ ...CARDS.plan, blocks }, drawing);
    expect(drawn.blocks.length).toBeLessThanOrEqual(LIMITS.message.blocks);
    const shown = words(drawn.blocks).match(/"line \d+"/g)!.length;
    expect(words(drawn.blocks)).toContain(`${80 - shown} more parts of this card`);
  });

  it('says how many buttons are missing', () => {
    const buttons = Array.from({ length: 30 }, (_, i) => ({
      verb: 'retry',
      ref: `S-${i}`,
      label: 'Retry',
      style: 'default' as const,
    }));
    const drawn = draw({ ...CARDS.runbook, buttons }, drawing);
    expect(wrongBlocks(drawn.blocks)).toEqual([]);
    expect(words(drawn.blocks)).toContain('5 more buttons: see the console');
  });
});
