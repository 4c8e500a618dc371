import { wrongView } from './rules.ts';

type Answer = Record<string, unknown>;

interface Shown {
  view: unknown;
  hash: string;
  /** How many lie below it. */
  depth: number;
}

const refuse = (error: string): Answer => ({ ok: false, error });

/** Modals and home tabs of a strict Slack: triggers that serve once and soon, hashes, and a stack of three. */
export class Views {
  /** Modals that are open, by id. */
  readonly open = new Map<string, Shown>();
  /** Home tabs by user. */
  readonly homes = new Map<string, unknown>();
  #triggers = new Map<string, { at: number; used: boolean; inModal: boolean }>();
  #now: () => number;
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  trigger(id: string, inModal: boolean): void {
    this.#triggers.set(id, { at: this.#now(), used: false, inModal });
  }

  /** The person closes it. */
  close(id: string): void {
    this.open.delete(id);
  }

  /** The modal that was opened last. */
  last(): { id: string; view: { blocks: unknown[]; private_metadata?: string; callback_id: string } } {
    const [id, { view }] = [...this.open].at(-1)!;
    return { id, view: view as { blocks: unknown[]; callback_id: string } };
  }

  answer(method: string, args: Answer): Answer | undefined {
    if (method === 'views.open' || method === 'views.push') return this.#show(args, method === 'views.push');
    if (method === 'views.update') return this.#update(args);
    return method === 'views.publish' ? this.#publish(args) : undefined;
  }

  #show(args: Answer, push: boolean): Answer {
    const trigger = this.#triggers.get(String(args.trigger_id));
    if (!trigger || this.#now() - trigger.at > 3000) return refuse('expired_trigger_id');
    if (trigger.used) return refuse('exchanged_trigger_id');
    trigger.used = true;
    if (push && !trigger.inModal) return refuse('invalid_trigger_id');
    const depth = push ? this.open.size : 0;
    if (depth > 2) return refuse('push_limit_reached');
    const wrong = this.#wrong(args.view, 'modal');
    return wrong ?? this.#keep(`V${++this.#count}`, args.view, depth);
  }

  #update(args: Answer): Answer {
    const id = String(args.view_id);
    const shown = this.open.get(id);
    if (!shown) return refuse('not_found');
    if (args.hash !== undefined && args.hash !== shown.hash) return refuse('hash_conflict');
    return this.#wrong(args.view, 'modal') ?? this.#keep(id, args.view, shown.depth);
  }

  #publish(args: Answer): Answer {
    const wrong = this.#wrong(args.view, 'home');
    if (wrong) return wrong;
    this.homes.set(String(args.user_id), args.view);
    return { ok: true, view: { id: `H${String(args.user_id)}`, hash: `h${++this.#count}` } };
  }

  #wrong(view: unknown, type: string): Answer | undefined {
    const wrong = (view as { type?: unknown } | undefined)?.type === type ? wrongView(view) : [`view: not a ${type}`];
    return wrong.length > 0 ? refuse(`invalid_view (${wrong.join('; ')})`) : undefined;
  }

  #keep(id: string, view: unknown, depth: number): Answer {
    const hash = `h${++this.#count}`;
    this.open.set(id, { view, hash, depth });
    return { ok: true, view: { ...(view as object), id, hash } };
  }
}
