import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import type { Front } from '../../command/surface.ts';
import { asFault, Fault } from '../../domain/fault.ts';
import { type Posted, posted, press, say } from './act.ts';
import { answer, faultAnswer } from './answer.ts';
import { assets } from './asset.ts';
import type { ConsoleDesk, ConsoleLog } from './desk.ts';
import { ownOrigin, secured } from './guard.ts';
import type { Live } from './live.ts';
import { home } from './page/home.ts';
import { incident } from './page/incident.ts';
import { plan } from './page/plan.ts';
import { type Drawn, frameOf, notFound, reply, type Visit } from './page/visit.ts';
import { html } from './render/html.ts';
import { page, region } from './render/page.ts';
import { type Session, Sessions, spend, takeFlash } from './session.ts';

export interface AppParts {
  demo: boolean;
  front: Front;
  desk: ConsoleDesk;
  live: Live;
  log: ConsoleLog;
}

const MOST_BYTES = 64 * 1024;

/** A cookie is sent to every port of a host; the port in its name keeps two consoles on one machine apart. */
const cookieName = (c: Context) => `quell_console_${/:(\d+)$/.exec(c.req.header('host') ?? '')?.[1] ?? '80'}`;

function health(app: Hono, { desk, log }: AppParts): void {
  app.get('/healthz', (c) => c.text('ok\n'));
  app.get('/readyz', async (c) => {
    const state = await desk.health().catch((error: unknown) => {
      log.error({ err: error }, 'health could not be asked');
      return { ready: false, why: asFault(error).message };
    });
    return c.json(state, state.ready ? 200 : 503);
  });
}

function reading(app: Hono, { desk, live }: AppParts, sessions: Sessions): void {
  const sessionOf = (c: Context): Session => {
    const found = sessions.find(getCookie(c, cookieName(c)));
    if (found) return found;
    const started = sessions.start();
    setCookie(c, cookieName(c), started.id, { httpOnly: true, sameSite: 'Strict', path: '/' });
    return started;
  };
  const show = (draw: (visit: Visit, id: string) => Promise<Drawn>) => async (c: Context) => {
    const session = sessionOf(c);
    const visit: Visit = { desk, session, nowMs: Date.now(), here: c.req.path, example: c.req.query('example') };
    const drawn = await draw(visit, c.req.param('id') ?? '');
    const only = c.req.query('only')?.split(',');
    if (only) {
      const wanted = Object.entries(drawn.regions).filter(([name]) => only.includes(name));
      return c.html(html`${wanted.map(([name, of]) => region(name, of))}`.text);
    }
    const frame = frameOf(visit, drawn.follow);
    const shell = {
      frame,
      people: desk.people(),
      acting: session.acting,
      simulated: desk.range !== undefined,
      ...(drawn.follow === undefined ? {} : { follow: drawn.follow }),
    };
    return c.html(page(drawn.title, shell, drawn.body(reply(takeFlash(session, c.req.path), frame))).text);
  };
  app.get('/', show(home));
  app.get('/incidents/:id', show(incident));
  app.get('/plans/:id', show(plan));
  app.get('/incidents/:incident/plans/:id', (c) => c.redirect(`/plans/${encodeURIComponent(c.req.param('id'))}`));
  app.get('/live', (c) => {
    const follow = c.req.query('follow') || undefined;
    return c.body(live.stream(follow), 200, { 'content-type': 'text/event-stream; charset=utf-8' });
  });
  const files = assets();
  app.get('/assets/:name', (c) => {
    const file = files.get(c.req.param('name'));
    if (!file) throw notFound('file of that name');
    const headers = { 'content-type': file.type, etag: file.etag, 'cache-control': 'no-cache' };
    if (c.req.header('if-none-match') === file.etag) return c.body(null, 304, headers);
    return c.body(file.body, 200, headers);
  });
}

function acting(app: Hono, { desk, front }: AppParts, sessions: Sessions): void {
  const from = (c: Context): Promise<Posted> => posted(c, sessions.find(getCookie(c, cookieName(c))));
  app.post('/say', async (c) => {
    const sent = await from(c);
    return answer(c, await say(sent, front, desk), sent, desk);
  });
  app.post('/press', async (c) => {
    const sent = await from(c);
    return answer(c, await press(sent, front, desk), sent, desk);
  });
  app.post('/act-as', async (c) => {
    const { session, fields, here } = await from(c);
    const person = desk.people().find((p) => p.id === fields.get('person'));
    if (!person) throw notFound('person of that name');
    session.acting = person.id;
    return c.redirect(here, 303);
  });
  app.post('/range/advance', async (c) => {
    const sent = await from(c);
    if (!desk.range) throw notFound('range');
    if (spend(sent.session, sent.token)) desk.range.advance(3600);
    const now = desk.range.now().toISOString();
    return answer(c, { card: advanced(now) }, sent, desk);
  });
}

function advanced(now: string) {
  return {
    kind: 'notice' as const,
    id: 'range',
    mode: 'drill' as const,
    tone: 'neutral' as const,
    title: 'An hour passed in the range',
    summary: `It is now ${now.slice(0, 10)} ${now.slice(11, 19)}Z in the simulated clouds. Your own clock did not move.`,
    blocks: [],
    buttons: [],
  };
}

/** Whoever goes away in the middle of a form has met no bug of ours. */
function isCutOff(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
}

function cutOff(): Fault {
  const message = 'The connection ended before the request did, so nothing was done.';
  return new Fault({ code: 'console.cut-off', message, fix: 'Load the page again, then repeat what you did.' });
}

/** Every route of the console. Without `demo` it answers for its health and nothing else. */
export function consoleApp(parts: AppParts): Hono {
  const app = new Hono();
  app.use(secured);
  health(app, parts);
  if (!parts.demo) {
    app.all('*', (c) => c.text('Nothing is shown here. The console has pages only in the demo: quell demo.\n', 404));
    return app;
  }
  const sessions = new Sessions(() => parts.desk.people()[0]?.id ?? 'nobody');
  const tooLarge = () => {
    throw new Fault({ code: 'console.too-large', message: 'That was too much text.', fix: 'Say it shorter.' });
  };
  app.use(ownOrigin, bodyLimit({ maxSize: MOST_BYTES, onError: tooLarge }));
  reading(app, parts, sessions);
  acting(app, parts, sessions);
  app.notFound((c) => faultAnswer(c, notFound('page of that name')));
  app.onError((error, c) => {
    const fault = isCutOff(error) ? cutOff() : asFault(error);
    if (fault.code === 'quell.bug') parts.log.error({ err: error, path: c.req.path }, 'the console met a bug');
    return faultAnswer(c, fault);
  });
  return app;
}
