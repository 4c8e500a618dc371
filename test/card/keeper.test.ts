import { describe, expect, it, vi } from 'vitest';
import { Keeper } from '../../src/card/keeper.ts';
import type { IncidentView, PlanView } from '../../src/card/view.ts';
import type { ChatOut } from '../../src/command/surface.ts';
import type { Card, MessageRef } from '../../src/domain/card.ts';
import { Fault } from '../../src/domain/fault.ts';

const gone = () => new Fault({ code: 'slack.message-not-found', message: 'It is gone.', fix: 'Post it again.' });
const down = () => new Fault({ code: 'slack.unreachable', message: 'It is down.', fix: 'Wait.', retry: 'later' });

/** A channel as its readers have it: messages can be deleted, and the whole of it can be down. */
class Channel implements ChatOut {
  readonly surface = 'slack';
  tell?: NonNullable<ChatOut['tell']>;
  readonly messages = new Map<string, { card: Card; thread: string | undefined }>();
  readonly known = new Map<string, MessageRef>();
  up = true;
  private posted = 0;

  post: ChatOut['post'] = async (place, card, key) => {
    if (!this.up) throw down();
    const ref: MessageRef = { surface: 'slack', tenant: 'T', channel: place.channel, message: `m${++this.posted}` };
    this.messages.set(ref.message, { card, thread: place.thread });
    this.known.set(key, ref);
    return ref;
  };
  update: ChatOut['update'] = async (ref, card) => {
    if (!this.up) throw down();
    const message = this.messages.get(ref.message);
    if (!message) throw gone();
    message.card = card;
  };
  threadOf: ChatOut['threadOf'] = ({ tenant, channel, message }) => ({
    surface: 'slack',
    tenant,
    channel,
    thread: message,
  });
  close = async () => {};

  delete(key: string): void {
    this.messages.delete(this.known.get(key)!.message);
  }
  /** Title and thread of what stands in the channel, oldest first. */
  get read(): string[] {
    return [...this.messages.values()].map((m) => `${m.thread ?? 'channel'}: ${m.card.title}`);
  }
}

function plan(): PlanView {
  const digest = '7f3a91c2'.padEnd(64, '0');
  const playbook = { id: 'p', title: 'Leaked key', digest };
  const body: PlanView['plan']['body'] = {
    incident: 'INC-1',
    mode: 'live',
    kind: 'contain',
    playbook,
    inputs: { identity: 'ml-train' },
    requester: 'ada',
    reason: '',
    early: false,
    stages: [],
    unplanned: [],
  };
  const at = '2026-11-22T03:12:40.000Z';
  return {
    plan: { id: 'P-1', body, digest, createdAt: at, approveBy: at, executeBy: at, status: 'approved' },
    run: { id: 'R-1', incident: 'INC-1', plan: 'P-1', digest, kind: 'contain', state: 'contained', steps: [] },
    votes: [],
  };
}

function opened() {
  const chat = new Channel();
  const view: IncidentView = {
    incident: {
      id: 'INC-1',
      title: 'ml-train used from outside',
      severity: 1,
      mode: 'live',
      status: 'open',
      commander: 'ada',
      suspects: [],
      place: { surface: 'slack', tenant: 'T', channel: 'C' },
      declaredAt: '2026-11-22T03:12:40.000Z',
    },
    plans: [plan()],
    told: [],
    people: [],
  };
  const failed: unknown[] = [];
  const refusals: string[] = [];
  const gathered: { posted: number; refuse: boolean } = { posted: -1, refuse: false };
  const digests = new Map<string, string>();
  const clock = { ms: 0, readTakesMs: 0 };
  const keeper = new Keeper({
    load: async () => {
      clock.ms += clock.readTakesMs;
      return view;
    },
    now: () => clock.ms,
    out: () => chat,
    moved: async (incident, place) => {
      incident.place = place;
    },
    elsewhere: async (incident, why) => {
      refusals.push(why.code);
      return incident.place?.channel === 'HOME' ? undefined : { surface: 'slack', tenant: 'T', channel: 'HOME' };
    },
    gather: async () => {
      gathered.posted = chat.messages.size;
      if (gathered.refuse) throw down();
    },
    messagesFor: async (keys) =>
      new Map(
        keys.flatMap((key) => {
          const ref = chat.known.get(key);
          const digest = digests.get(`${key} ${ref?.message}`);
          return ref ? [[key, { ref, ...(digest ? { digest } : {}) }] as const] : [];
        }),
      ),
    showed: async (key, ref, digest) => void digests.set(`${key} ${ref.message}`, digest),
    forget: async (key) => void chat.known.delete(key),
    failed: (error) => failed.push(error),
  });
  const shows = async (title: string) => {
    view.incident.title = title;
    keeper.changed('INC-1');
    await keeper.idle();
  };
  return { chat, view, keeper, failed, refusals, gathered, shows, clock };
}

describe('cards as a picture of the record', () => {
  it('are one message each, edited from then on', async () => {
    const { chat, shows } = opened();
    await shows('first');
    await shows('second');
    expect(chat.read).toEqual(['channel: INC-1: second', 'm1: Contain ml-train on 0 clouds']);
  });

  it('follow within five seconds, however long the last look at the record took', async () => {
    vi.useFakeTimers();
    try {
      const { chat, view, keeper, clock } = opened();
      clock.readTakesMs = 60_000;
      view.incident.title = 'first';
      keeper.changed('INC-1');
      await vi.advanceTimersByTimeAsync(100);
      expect(chat.read[0]).toBe('channel: INC-1: first');
      view.incident.title = 'second';
      keeper.changed('INC-1');
      await vi.advanceTimersByTimeAsync(1000);
      expect(chat.read[0]).toBe('channel: INC-1: first');
      await vi.advanceTimersByTimeAsync(4100);
      expect(chat.read[0]).toBe('channel: INC-1: second');
    } finally {
      vi.useRealTimers();
    }
  });

  it('come again when somebody deleted the message', async () => {
    const { chat, view, shows, failed } = opened();
    await shows('first');
    chat.delete('plan:P-1');
    view.plans[0]!.plan.body.inputs = { identity: 'ml-export' };
    await shows('first');
    expect(chat.read).toEqual(['channel: INC-1: first', 'm1: Contain ml-export on 0 clouds']);
    await shows('second');
    expect(chat.messages.size).toBe(2);
    expect(failed).toEqual([]);
  });

  it('go along into the new thread when the head of the old one was deleted', async () => {
    const { chat, view, shows } = opened();
    await shows('first');
    chat.delete('incident:INC-1');
    await shows('second');
    const [left, ...now] = [...chat.messages.values()];
    expect(left).toMatchObject({
      thread: 'm1',
      card: { summary: expect.stringContaining('another thread'), buttons: [] },
    });
    expect(now.map((m) => m.card.title)).toEqual(['INC-1: second', 'Contain ml-train on 0 clouds']);
    expect(chat.known.get('plan:P-1')?.message).toBe('m4');
    expect(view.incident.place?.thread).toBe('m3');
  });

  it('show the record as it is once a chat that was down is back', async () => {
    const { chat, keeper, shows, failed } = opened();
    await shows('first');
    chat.up = false;
    await shows('second');
    await shows('third');
    expect(failed).toHaveLength(2);
    expect(chat.read[0]).toBe('channel: INC-1: first');
    chat.up = true;
    keeper.catchUp();
    await keeper.idle();
    expect(chat.read).toEqual(['channel: INC-1: third', 'm1: Contain ml-train on 0 clouds']);
    keeper.catchUp();
    await keeper.idle();
    expect(failed).toHaveLength(2);
  });

  it('of what was declared while the chat was down are posted when it is back', async () => {
    const { chat, keeper, shows } = opened();
    chat.up = false;
    await shows('first');
    chat.up = true;
    keeper.catchUp();
    await keeper.idle();
    expect(chat.read).toEqual(['channel: INC-1: first', 'm1: Contain ml-train on 0 clouds']);
  });

  it('are drawn once a second at most while changes keep coming, and end with the last one', async () => {
    vi.useFakeTimers();
    try {
      const { chat, view, keeper } = opened();
      let edits = 0;
      const { update } = chat;
      chat.update = async (...args) => {
        edits += 1;
        await update.apply(chat, args);
      };
      for (let i = 0; i < 100; i++) {
        view.incident.title = `change ${i}`;
        keeper.changed('INC-1');
        await vi.advanceTimersByTimeAsync(50);
      }
      await vi.advanceTimersByTimeAsync(1000);
      expect(edits).toBeGreaterThan(3);
      expect(edits).toBeLessThan(8);
      expect(chat.read[0]).toBe('channel: INC-1: change 99');
    } finally {
      vi.useRealTimers();
    }
  });

  it('do not wait for people who are told alone: a chat takes one message a second for each of them', async () => {
    const { chat, view, shows } = opened();
    const told: string[] = [];
    chat.tell = (person) => {
      told.push(person);
      return new Promise<void>(() => undefined);
    };
    const { plan: denied, votes } = view.plans[0]!;
    denied.status = 'denied';
    votes.push({
      person: 'bo',
      decision: 'deny',
      groups: ['security'],
      surface: 'slack',
      authenticated: 'by Slack',
      reason: 'wrong account',
      at: '2026-11-22T03:13:05.000Z',
    });
    await shows('first');
    await shows('second');
    expect(told).toEqual(['ada']);
    expect(chat.read[0]).toBe('channel: INC-1: second');
    expect(chat.read.join('\n')).toContain('Denied');
  });

  it('are not thrown away for any other refusal', async () => {
    const { chat, shows, failed } = opened();
    await shows('first');
    chat.update = async () => {
      throw new Fault({ code: 'slack.is-archived', message: 'Archived.', fix: 'Unarchive it.' });
    };
    await shows('second');
    expect(failed).toHaveLength(1);
    expect(chat.messages.size).toBe(2);
  });

  /** The channel where the incident was declared answers every post with this. */
  function shut(chat: Channel, code: string): void {
    const { post } = chat;
    chat.post = async (place, card, key) => {
      if (place.channel === 'C') throw new Fault({ code, message: 'Not here.', fix: 'Let Quell in.' });
      return post(place, card, key);
    };
  }

  it.each([
    'slack.not-in-channel',
    'slack.channel-not-found',
    'slack.is-archived',
    'slack.restricted-action-read-only-channel',
    'teams.not-allowed',
    'teams.message-not-found',
  ])('go elsewhere where the first of them is answered with %s', async (code) => {
    const { chat, shows, failed, refusals } = opened();
    shut(chat, code);
    await shows('first');
    expect(chat.read).toEqual(['channel: INC-1: first', 'm1: Contain ml-train on 0 clouds']);
    expect(chat.known.get('plan:P-1')?.channel).toBe('HOME');
    expect(refusals).toEqual([code]);
    expect(failed).toEqual([]);
  });

  it.each(['slack.unreachable', 'slack.invalid-blocks', 'teams.rate-limited'])(
    'stay and are tried again where the first of them is answered with %s',
    async (code) => {
      const { chat, shows, failed, refusals } = opened();
      shut(chat, code);
      await shows('first');
      expect(chat.read).toEqual([]);
      expect(refusals).toEqual([]);
      expect(failed).toHaveLength(1);
    },
  );

  it('name people only once these were brought in; where that fails they are shown all the same, and it is tried again', async () => {
    const { chat, keeper, shows, failed, gathered } = opened();
    gathered.refuse = true;
    await shows('first');
    expect(gathered.posted).toBe(1);
    expect(chat.messages.size).toBe(2);
    expect(failed).toHaveLength(1);
    gathered.refuse = false;
    keeper.catchUp();
    await keeper.idle();
    keeper.catchUp();
    expect(gathered.posted).toBe(2);
    expect(failed).toHaveLength(1);
  });

  it('stay where they stand when their channel is shut later', async () => {
    const { chat, view, shows, refusals } = opened();
    view.plans = [];
    await shows('first');
    shut(chat, 'slack.is-archived');
    view.plans = [plan()];
    await shows('first');
    expect(refusals).toEqual([]);
  });

  it('and then whoever is to be told alone still is, and the commander hears of the channel', async () => {
    const { chat, view, shows } = opened();
    const told: string[] = [];
    chat.tell = async (person, _, key) => void told.push(`${person} ${key}`);
    await shows('first');
    shut(chat, 'slack.is-archived');
    const denied = plan();
    denied.plan.status = 'denied';
    const at = '2026-11-22T03:12:41.000Z';
    denied.votes = [
      { person: 'bo', decision: 'deny', groups: [], reason: 'no', surface: 'cli', authenticated: 'test', at },
    ];
    view.plans = [denied];
    await shows('second');
    expect(told).toEqual(['ada denied:P-1:ada', 'ada shut:INC-1:ada']);
  });
});
