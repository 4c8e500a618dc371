import type { Card } from '../../src/domain/card.ts';
import type { ChatCall } from './words.ts';

/** A message as the chat has it. */
export interface Posted {
  ts: string;
  channel: string;
  /** The keeper's key, from the message's metadata. */
  key: string;
  versions: { at: number; card: Card }[];
}

interface Args {
  channel: string;
  ts?: string;
  blocks: [Card];
  metadata?: { event_payload: { key: string } };
}

/** The chat of one slot, as Slack's API is: posts, edits, and an answer that may be lost on the way. */
export class Chat {
  private readonly posted = new Map<string, Posted>();
  private readonly now: () => number;
  private downUntil = 0;
  /** Whether a call has met the present outage. */
  private met = false;
  private losing = 0;
  private numbers = 0;
  private listeners = new Set<() => void>();
  /** Called when a call met a fault that was waiting for it. */
  struck: (kind: 'chat-down' | 'chat-lost-answer', detail: string) => void = () => undefined;

  constructor(now: () => number) {
    this.now = now;
  }

  /** Refuses every call for a while. */
  down(ms: number): void {
    if (this.now() >= this.downUntil) this.met = false;
    this.downUntil = Math.max(this.downUntil, this.now() + ms);
  }

  /** The next call acts, and its answer never arrives. */
  loseAnswer(): void {
    this.losing += 1;
  }

  heal(): void {
    this.downUntil = 0;
    this.losing = 0;
  }

  /** One call of the API. Rejects where the chat is down, or its answer is lost. */
  async call({ method, args }: ChatCall): Promise<Record<string, unknown>> {
    if (this.now() < this.downUntil) {
      if (!this.met) this.struck('chat-down', method);
      this.met = true;
      throw new Error('the chat is down');
    }
    const answer = this.act(method, args as unknown as Args);
    for (const listener of this.listeners) listener();
    if (this.losing === 0) return answer;
    this.losing -= 1;
    this.struck('chat-lost-answer', method);
    throw new Error('the answer was lost');
  }

  /** Resolves at the next call that acted, or after `ms`. */
  next(ms: number): Promise<void> {
    return new Promise((done) => {
      const end = () => {
        clearTimeout(timer);
        this.listeners.delete(end);
        done();
      };
      const timer = setTimeout(end, ms);
      this.listeners.add(end);
    });
  }

  in(channel: string): Posted[] {
    return [...this.posted.values()].filter((m) => m.channel === channel);
  }

  private act(method: string, args: Args): Record<string, unknown> {
    const card = structuredClone(args.blocks[0]);
    const at = this.now();
    if (method === 'chat.update') {
      this.posted.get(args.ts ?? '')?.versions.push({ at, card });
      return { ok: true, ts: args.ts, channel: args.channel };
    }
    const ts = `${++this.numbers}.0`;
    const key = args.metadata?.event_payload.key ?? '';
    this.posted.set(ts, { ts, channel: args.channel, key, versions: [{ at, card }] });
    return { ok: true, ts, channel: args.channel };
  }
}
