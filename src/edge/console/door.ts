import type { Context } from 'hono';
import type { Person } from '../../domain/person.ts';
import { sessionCookie, setSession } from './cookie.ts';
import type { AppParts } from './parts.ts';
import type { Visitor } from './render/page.ts';
import type { Session, Sessions } from './session.ts';
import { signedOut } from './sign-in/fault.ts';

/** Who comes in, and as whom. */
export interface Door {
  /** The session of a page, or the way to one. */
  enter(c: Context): Session | Response;
  /** @throws Fault `console.signed-out` */
  known(c: Context): Session;
  find(c: Context): Session | undefined;
  visitor(session: Session, people: readonly Person[]): Visitor;
}

/** How somebody was known who did something in the demo: on the record of every vote. Every page says the same. */
const ACT_AS = 'console act-as (no authentication)';

/** Everybody comes in, and acts as whom they like. */
export function demoDoor({ desk, origin }: AppParts, sessions: Sessions): Door {
  const find = (c: Context) => sessions.find(sessionCookie(c, origin()));
  const enter = (c: Context) => {
    const found = find(c);
    if (found) return found;
    const acting = desk.people()[0]?.id ?? 'nobody';
    const started = sessions.start({ acting, authenticated: ACT_AS, endsMs: Number.POSITIVE_INFINITY });
    setSession(c, origin(), started.id, 'Strict');
    return started;
  };
  return { enter, known: enter, find, visitor: ({ acting }, people) => ({ may: 'act-as', acting, people }) };
}

/** People come in who signed in, for as long as Quell knows them. */
export function signedInDoor({ desk, origin, signIn }: AppParts, sessions: Sessions): Door {
  const find = (c: Context) => {
    const found = sessions.find(sessionCookie(c, origin()));
    if (!found || desk.people().some((p) => p.id === found.acting)) return found;
    sessions.end(found.id);
    return undefined;
  };
  const known = (c: Context) => {
    const found = find(c);
    if (!found) throw signedOut();
    return found;
  };
  return {
    find,
    known,
    enter(c) {
      const found = find(c);
      if (found) return found;
      // A part of a page, fetched by a script, is no place for the page that signs in.
      if (c.req.query('only') !== undefined) throw signedOut();
      return c.redirect(`/sign-in?to=${encodeURIComponent(c.req.path)}`, 303);
    },
    visitor({ acting }, people) {
      const name = people.find((p) => p.id === acting)?.name ?? acting;
      return { may: 'be', name, issuer: signIn?.signIn.issuer ?? '' };
    },
  };
}
