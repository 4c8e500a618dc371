import type { Context } from 'hono';
import { commandOf, parseCommand } from '../../command/parse.ts';
import type { Front, Inbound } from '../../command/surface.ts';
import { Fault } from '../../domain/fault.ts';
import type { Place } from '../../domain/incident.ts';
import type { ConsoleDesk } from './desk.ts';
import { ownPath } from './render/card.ts';
import { type Flash, type Session, sameSecret } from './session.ts';

/** A form that came from a page of this session. */
export interface Posted {
  session: Session;
  fields: URLSearchParams;
  /** The mark of the form: both clicks of a double click carry the same. */
  token: string;
  /** Path to return to. */
  here: string;
}

const stale = () =>
  new Fault({
    code: 'console.stale-form',
    message: 'This form did not come from a page of this session, so nothing was done.',
    fix: 'Load the page again, then repeat what you did.',
  });

/** @throws Fault `console.stale-form` without the session's own proof in it. */
export async function posted(c: Context, session: Session | undefined): Promise<Posted> {
  if (!(c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded')) throw stale();
  const fields = new URLSearchParams(await c.req.text());
  const token = fields.get('token') ?? '';
  if (!session || !sameSecret(fields.get('csrf') ?? '', session.csrf)) throw stale();
  if (!/^[A-Za-z0-9_-]{16,64}$/.test(token)) throw stale();
  return { session, fields, token, here: ownPath(fields.get('here') ?? undefined) ?? '/' };
}

/** The console's one conversation about an incident. */
export function placeOf(incident: string): Place {
  return { surface: 'console', tenant: 'local', channel: 'console', thread: incident };
}

async function inbound({ session, fields, token }: Posted, desk: ConsoleDesk): Promise<Inbound> {
  const about = fields.get('incident');
  const page = about === null ? undefined : await desk.page(about);
  return {
    who: { surface: 'console', tenant: 'local', user: session.acting },
    ...(page ? { where: page.incident.place?.thread ? page.incident.place : placeOf(page.incident.id) } : {}),
    dedupe: `console:${session.id.slice(0, 8)}:${token}`,
    authenticated: session.authenticated,
  };
}

/** Values of a submitted form; what was left empty was left out. */
function values(fields: URLSearchParams): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of fields) {
    const field = /^v\.([A-Za-z][A-Za-z0-9_-]*)$/.exec(name)?.[1];
    if (field !== undefined && value !== '') given[field] = value.replaceAll('\r\n', '\n');
  }
  return given;
}

/**
 * Names the incident of the page in a command that could take one and names none, so that it holds wherever the
 * incident's thread is. What cannot be read stays as it is: Front says what is wrong with it.
 */
function bound(text: string, incident: string | null): string {
  if (incident === null) return text;
  try {
    const { verb, values } = parseCommand(text);
    const takes = commandOf(verb)?.args.some((a) => a.name === 'incident') && values.incident === undefined;
    return takes ? `${text} incident=${incident}` : text;
  } catch {
    return text;
  }
}

/** A line in the command box, or the form that asks for what it leaves out. */
export async function say(from: Posted, front: Front, desk: ConsoleDesk): Promise<Flash> {
  const typed = (from.fields.get('text') ?? '').trim().replace(/^\/?quell(\s+|$)/i, '');
  const text = bound(typed, from.fields.get('incident'));
  const form = front.formFor(text);
  return form ? { form } : { card: (await front.command(text, await inbound(from, desk))).card };
}

/**
 * A pressed button, or a submitted form; a button that asks first is answered with its form. What verb and reference
 * mean is decided by the record.
 */
export async function press(from: Posted, front: Front, desk: ConsoleDesk): Promise<Flash> {
  const { fields } = from;
  const [verb, ref] = [fields.get('verb') ?? '', fields.get('ref') ?? ''];
  const form = fields.get('filled') === null ? front.formOf(verb, ref) : undefined;
  return form ? { form } : { card: (await front.press(verb, ref, values(fields), await inbound(from, desk))).card };
}
