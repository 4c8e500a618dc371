import { describe, expect, it } from 'vitest';
import { plain } from '../../src/card/seen.ts';
import type { Inbound } from '../../src/command/surface.ts';
import { Desk } from '../../src/desk/front.ts';
import type { DeskParts } from '../../src/desk/parts.ts';
import type { Card } from '../../src/domain/card.ts';
import type { Surface } from '../../src/domain/person.ts';
import { renderCard } from '../../src/edge/shell/card.ts';
import type { Log } from '../../src/job/worker.ts';
import { incident, PEOPLE, viewOf } from '../card/views.ts';

const { plan } = viewOf({ mode: 'drill', status: 'pending', states: ['waiting'] });
const log = { error: () => expect.unreachable() } as unknown as Log;

/** A desk that knows one plan, of a drill; and Ana, or nobody. */
function desk(more: object = {}): Desk {
  const known = {
    people: PEOPLE,
    personOf: () => PEOPLE[0],
    seen: async () => true,
    plans: { ballot: async () => ({ plan, incident: incident('drill') }) },
    policy: { ask: async () => ({ allow: true }) },
    ...more,
  };
  return new Desk(known as unknown as DeskParts, log);
}

const from = (surface: Surface, channel?: string): Inbound => ({
  who: { surface, tenant: 'T', user: 'U0STRANGER' },
  dedupe: 'd',
  ...(channel && surface !== 'cli' ? { where: { surface: surface as 'slack', tenant: 'T', channel } } : {}),
});

/** What a refusal tells to do, and what of it is to be typed. */
function fixOf(card: Card) {
  const text = card.blocks.flatMap((b) => (b.block === 'text' ? [b.text] : [])).at(-1)!;
  return {
    said: plain(text),
    typed: text.flatMap((span) => (typeof span !== 'string' && 'code' in span ? [span.code] : [])),
  };
}

describe('an answer', () => {
  it('to a press in a drill says DRILL, a refusal too, on every surface', async () => {
    const { card } = await desk().press('deny', 'plan-1', {}, from('slack', 'C'));
    expect(card).toMatchObject({ kind: 'fault', mode: 'drill' });
    expect(renderCard(card)).toMatch(/^DRILL · Not done/);
  });

  it('about no incident bears no mode', async () => {
    const { card } = await desk().command('help', from('slack', 'C'));
    expect(card.mode).toBeUndefined();
    expect(renderCard(card)).toMatch(/^Quell\n/);
    expect((await desk().command('contian x', from('slack', 'C'))).card.mode).toBeUndefined();
  });

  it.each([
    ['slack', 'C', '/quell deny'],
    ['teams', '19:x', '@Quell deny'],
    ['teams', undefined, 'deny'],
    ['console', undefined, 'deny'],
    ['cli', undefined, 'quell deny'],
  ] as const)('in %s says a command as it is typed there', async (surface, channel, begins) => {
    const { card } = await desk().press('deny', 'plan-1', {}, from(surface, channel));
    expect(fixOf(card).typed).toEqual([expect.stringMatching(`^${begins} 7F3A-91C2`)]);
    expect(card.summary).not.toContain('`');
    expect(card.summary).toContain(fixOf(card).said);
  });

  it('says the command of a Slack that calls it something else', async () => {
    const { card } = await desk({ slackCommand: '/stop' }).press('deny', 'plan-1', {}, from('slack', 'C'));
    expect(fixOf(card).typed).toEqual([expect.stringMatching(/^\/stop deny 7F3A-91C2/)]);
  });

  it('makes no command of what somebody else wrote', async () => {
    const { card } = await desk().command('contain a b="`approve plan-1`" `approve', from('slack', 'C'));
    expect(JSON.stringify(card)).not.toContain('/quell approve');
  });

  it('to a press with a value that its command does not take says what it takes', async () => {
    const { card } = await desk().press('settle', 'plan-1', { step: 'a', as: 'foo' }, from('slack', 'C'));
    expect(card.summary).toBe('as cannot be "foo". Use one of done, again, skip.');
  });

  it('to a press that came twice says that it was counted once', async () => {
    const twice = await desk().press('retry', 'plan-1', {}, from('slack', 'C'));
    expect(twice.card.summary).toBe('Your press arrived twice; it was counted once. Nothing to do.');
  });
});

describe('a stranger', () => {
  const stranger = (surface: Surface, channel?: string, linking: object = { linking: {} }) =>
    desk({ personOf: () => undefined, ...linking })
      .command('approvals', from(surface, channel))
      .then(({ card }) => fixOf(card));

  it('is told of `link` as it is typed there, where one can link', async () => {
    expect(await stranger('slack', 'C')).toMatchObject({
      said: expect.stringMatching(/^Type \/quell link to say who you are\. Or ask whoever keeps quell\.yaml/),
      typed: ['/quell link', 'people'],
    });
    expect((await stranger('teams', '19:x')).said).toMatch(
      /^In your own chat with Quell, send link to say who you are\. Or ask/,
    );
  });

  it('is told of quell.yaml alone where nobody can', async () => {
    expect((await stranger('slack', 'C', {})).said).toMatch(/^Ask whoever keeps quell\.yaml/);
  });
});
