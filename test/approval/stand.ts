import { afterEach, expect } from 'vitest';
import { ACTIONS } from '../../src/action/registry.ts';
import { STEP_WORDS } from '../../src/card/words.ts';
import type { ChatOut, Reply } from '../../src/command/surface.ts';
import { PEOPLE } from '../../src/demo/company.ts';
import { castProven, type Proven } from '../../src/desk/prove.ts';
import type { AnyAction } from '../../src/domain/action.ts';
import type { Proof } from '../../src/domain/approval.ts';
import type { Block, Card, MessageRef } from '../../src/domain/card.ts';
import { Fault } from '../../src/domain/fault.ts';
import type { Place } from '../../src/domain/incident.ts';
import type { Surface } from '../../src/domain/person.ts';
import type { Setup, SurfacePorts } from '../../src/process/setup.ts';
import { type Stage, startStage } from '../e2e/stage.ts';
import { soon } from '../soon.ts';

export const CHANNEL: Place = { surface: 'slack', tenant: 'T', channel: 'C' };
export const GPU = 'contain gpu-hijack place=ml-train';
export const CROWD = [...PEOPLE, { id: 'eve', name: 'Eve Moss', groups: ['finance', 'data-scientists'] }];

/** A channel as its readers have it: messages can be deleted, and the whole of it can be down. */
export class Channel implements ChatOut {
  readonly surface = 'slack';
  readonly messages = new Map<string, { card: Card; thread: string | undefined; key: string }>();
  readonly told: { person: string; key: string; card: Card }[] = [];
  up = true;
  private posted = 0;
  private readonly ports: SurfacePorts;

  constructor(ports: SurfacePorts) {
    this.ports = ports;
  }

  readonly post: ChatOut['post'] = async (place, card, key) => {
    this.check();
    const known = await this.ports.messageFor(key);
    if (known) return known;
    const ref: MessageRef = { surface: 'slack', tenant: 'T', channel: place.channel, message: `m${++this.posted}` };
    this.messages.set(ref.message, { card, thread: place.thread, key });
    await this.ports.remember(key, ref);
    return ref;
  };
  update: ChatOut['update'] = async (ref, card) => {
    this.check();
    const message = this.messages.get(ref.message);
    if (!message) throw new Fault({ code: 'slack.message-not-found', message: 'It is gone.', fix: 'Post it again.' });
    message.card = card;
  };
  readonly tell: NonNullable<ChatOut['tell']> = async (person, card, key) => {
    if (!this.told.some((t) => t.key === key)) this.told.push({ person, key, card });
  };
  threadOf: ChatOut['threadOf'] = (ref) => ({ ...CHANNEL, channel: ref.channel, thread: ref.message });
  close = async () => {};

  private check(): void {
    if (!this.up) throw new Fault({ code: 'slack.unreachable', message: 'It is down.', fix: 'Wait.', retry: 'later' });
  }
  /** Every message that was posted for this key, deleted ones left out. */
  of(key: string) {
    return [...this.messages.values()].filter((m) => m.key === key);
  }
  card(key: string): Card {
    return this.of(key)[0]!.card;
  }
  delete(key: string): void {
    for (const [id, m] of this.messages) if (m.key === key) this.messages.delete(id);
  }
}

/** The whole product with a chat channel, spoken to from any surface. */
export interface Stand extends Stage {
  chat: Channel;
  press(surface: Surface, person: string, verb: string, ref: string, values?: Record<string, string>): Promise<Reply>;
  /** The plan's message in the chat, once every card shows the record. */
  card(plan: string): Promise<Card>;
  /** Lets time pass for a plan: it was asked for, and voted on, so many seconds earlier. */
  wait(plan: string, seconds: number): Promise<void>;
  /** Waits until the channel has a message for this key. */
  posted(key: string): Promise<Card>;
  types(): Promise<string[]>;
  /** Calls of the credentials that can change a cloud. */
  writes(): number;
}

let pressed = 0;

/** What was announced before is heard before: one announcement more, of no incident, comes last. */
async function heardAll({ quell }: Stage): Promise<void> {
  const { promise: heard, resolve } = Promise.withResolvers<void>();
  // Every change, and not one after the other: two that come together would be one.
  const stop = quell.ports.changed((stream) => {
    if (stream === 'quell') resolve();
  });
  await quell.db.query(`select pg_notify('quell', 'quell')`);
  await heard;
  stop();
}

export async function startStand(change: Partial<Setup> = {}): Promise<Stand> {
  let chat: Channel | undefined;
  const stage = await startStage({
    people: CROWD,
    defaultPlace: CHANNEL,
    surfaces: async (ports) => {
      chat = new Channel(ports);
      return { outs: [chat], close: async () => undefined };
    },
    ...change,
  });
  const { quell, range } = stage;
  return {
    ...stage,
    chat: chat!,
    press: (surface, person, verb, ref, values = {}) =>
      quell.front.press(verb, ref, values, {
        who: { surface, tenant: 'local', user: person },
        dedupe: `press:${++pressed}`,
      }),
    async card(plan) {
      await heardAll(stage);
      await soon(() => expect(chat!.of(`plan:${plan}`)).toHaveLength(1));
      await quell.shown();
      return chat!.card(`plan:${plan}`);
    },
    async wait(plan, seconds) {
      await quell.db.query(
        `with votes as (update vote set at = at - make_interval(secs => $2) where plan = $1)
         update plan set created_at = created_at - make_interval(secs => $2), approve_by = approve_by - make_interval(secs => $2),
           execute_by = execute_by - make_interval(secs => $2), remind_at = now() where id = $1`,
        [plan, seconds],
      );
    },
    async posted(key) {
      await soon(() => expect(chat!.of(key)).toHaveLength(1));
      return chat!.card(key);
    },
    types: async () => (await stage.timeline('INC-1')).map((e) => e.type),
    writes: () => range.kernel.calls.filter((c) => c.write && c.who.includes('responder')).length,
  };
}

/** All facts of a card, by label; values as plain text. */
export function facts(card: Card): Map<string, string> {
  const all = card.blocks.flatMap((b: Block) => (b.block === 'facts' ? b.facts : []));
  return new Map(all.map((f) => [f.label, plain(f.value)]));
}

export function plain(text: Extract<Block, { block: 'text' }>['text']): string {
  return text.map((span) => (typeof span === 'string' ? span : Object.values(span)[0])).join('');
}

export function verbs(card: Card): string[] {
  return card.buttons.map((b) => b.verb);
}

/** What the card calls the state of each step, in order of the alphabet: which one goes first is not promised. */
export function stepWords(card: Card): string[] {
  const steps = card.blocks.flatMap((b: Block) => (b.block === 'stage' ? b.steps : []));
  return steps.map((x) => STEP_WORDS[x.state ?? 'waiting']).toSorted();
}

/** Actions that wait to be let go before they change a cloud, before they look at what came of it, and with Azure the longest. */
export function heldActions() {
  const held = {
    change: Promise.withResolvers<void>(),
    look: Promise.withResolvers<void>(),
    lookAtAzure: Promise.withResolvers<void>(),
  };
  const hold = (action: AnyAction): AnyAction => ({
    ...action,
    async apply(...given) {
      await held.change.promise;
      return action.apply(...given);
    },
    async verify(...given) {
      await held[action.cloud === 'azure' ? 'lookAtAzure' : 'look'].promise;
      return action.verify(...given);
    },
  });
  const letGo = (what: keyof typeof held) => held[what].resolve();
  return { actions: new Map([...ACTIONS].map(([id, action]) => [id, hold(action)])), letGo };
}

/** What a sign-in for this digest is worth, made as the page of the sign-in would. */
export function prove(
  s: Stand,
  person: string,
  plan: { id: string; digest: string },
  more: Partial<Proven> = {},
): Promise<Reply> {
  const proof: Proof = {
    method: 'oidc',
    issuer: 'https://login.example.com',
    subject: `sub-${person}`,
    at: new Date().toISOString(),
    digest: plan.digest,
    evidence: 'e'.repeat(64),
  };
  return castProven(s.quell.desk, {
    plan: plan.id,
    digest: plan.digest,
    person: CROWD.find((p) => p.id === person)!,
    principal: { surface: 'slack', tenant: 'T', user: person },
    decision: 'approve',
    authenticated: 'signed in again by https://login.example.com',
    proof,
    ...more,
  });
}

/** A door to sign-ins that gives out addresses, and opens nothing. */
export function openStepUps(s: Stand): { begun: string[] } {
  const begun: string[] = [];
  s.quell.desk.stepUp = {
    async begin({ plan, person, decision }) {
      begun.push(`${person.id} ${decision} ${plan.digest}`);
      return { url: `https://quell.example.com/sign-in/${begun.length}`, until: '2027-01-01T00:05:00.000Z' };
    },
  };
  return { begun };
}

/**
 * For each test of a file that asks: a stand with an open incident, which is closed after the test. Nothing may have
 * gone wrong in it unseen.
 * @param take keeps the stand for the test
 */
export function withIncident(take: (stand: Stand) => void): (change?: Partial<Setup>) => Promise<void> {
  let stand: Stand | undefined;
  afterEach(async () => {
    const ended = stand;
    stand = undefined;
    await ended?.close();
    expect(ended?.errors ?? []).toEqual([]);
  });
  return async (change) => {
    stand = await startStand(change);
    take(stand);
    await stand.must('ana', 'declare ml-train used from outside sev=1');
  };
}
