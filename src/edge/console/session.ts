import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Card, Form } from '../../domain/card.ts';

/** What is shown once, above the page that it came from. */
export type Flash = { card: Card } | { form: Form };

/** Where somebody signed in: a person. In the demo a browser, which has no authentication. */
export interface Session {
  id: string;
  csrf: string;
  /** Person id: who signed in, or in the demo who was chosen under "Acting as". */
  acting: string;
  /** How this person is known, in words, for the record of every vote. */
  authenticated: string;
  /** Ms since the epoch; nothing makes it longer. */
  endsMs: number;
  flash?: { path: string; shown: Flash };
  /** Marks of forms that did something which no Front guards. Newest last. */
  spent: Set<string>;
}

const MOST_SESSIONS = 200;
const MOST_SPENT = 200;

export const secret = (): string => randomBytes(24).toString('base64url');

/** Sessions live in memory: a restart ends them. When there are too many, the one that was used longest ago goes. */
export class Sessions {
  private readonly open = new Map<string, Session>();

  find(id: string | undefined, nowMs = Date.now()): Session | undefined {
    const found = id === undefined ? undefined : this.open.get(id);
    if (!found) return undefined;
    this.open.delete(found.id);
    if (nowMs >= found.endsMs) return undefined;
    this.open.set(found.id, found);
    return found;
  }

  start(who: Pick<Session, 'acting' | 'authenticated' | 'endsMs'>): Session {
    const oldest = this.open.keys().next();
    if (this.open.size >= MOST_SESSIONS && !oldest.done) this.open.delete(oldest.value);
    const session: Session = { id: secret(), csrf: secret(), ...who, spent: new Set() };
    this.open.set(session.id, session);
    return session;
  }

  end(id: string | undefined): void {
    if (id !== undefined) this.open.delete(id);
  }
}

export function sameSecret(given: string, kept: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(kept)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** True the first time that this mark is seen. */
export function spend(session: Session, token: string): boolean {
  if (session.spent.has(token)) return false;
  session.spent.add(token);
  const [oldest] = session.spent;
  if (session.spent.size > MOST_SPENT && oldest !== undefined) session.spent.delete(oldest);
  return true;
}

/** Takes what is to be shown on this path, once. */
export function takeFlash(session: Session, path: string): Flash | undefined {
  if (session.flash?.path !== path) return undefined;
  const { shown } = session.flash;
  delete session.flash;
  return shown;
}
