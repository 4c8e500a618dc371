import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { toTheSecond } from '../../domain/clock.ts';
import { asFault, Fault } from '../../domain/fault.ts';
import { type Posted, posted, press, say } from './act.ts';
import { answer, faultAnswer } from './answer.ts';
import { assets } from './asset.ts';
import { type Door, demoDoor, signedInDoor } from './door.ts';
import { ownOrigin, secured } from './guard.ts';
import { linkRoutes } from './link/code.ts';
import { home } from './page/home.ts';
import { incident } from './page/incident.ts';
import { plan } from './page/plan.ts';
import { type Drawn, frameOf, notFound, reply, type Visit } from './page/visit.ts';
import type { AppParts } from './parts.ts';
import { passkeyRoutes } from './passkey/enrol.ts';
import { html } from './render/html.ts';
import { page, region } from './render/page.ts';
import { Sessions, spend, takeFlash } from './session.ts';
import { callbackRoute } from './sign-in/callback.ts';
import { sessionRoutes } from './sign-in/session.ts';
import { stepUpRoutes } from './step-up/routes.ts';

const MOST_BYTES = 64 * 1024;

function files(app: Hono): void {
  const all = assets();
  app.get('/assets/:name', (c) => {
    const file = all.get(c.req.param('name'));
    if (!file) throw notFound('file of that name');
    const headers = { 'content-type': file.type, etag: file.etag, 'cache-control': 'no-cache' };
    if (c.req.header('if-none-match') === file.etag) return c.body(null, 304, headers);
    return c.body(file.body, 200, headers);
  });
}

function reading(app: Hono, { desk, live }: AppParts, door: Door): void {
  const show = (draw: (visit: Visit, id: string) => Promise<Drawn>) => async (c: Context) => {
    const session = door.enter(c);
    if (session instanceof Response) return session;
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
      visitor: door.visitor(session, desk.people()),
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
    const session = door.known(c);
    const stream = live.stream(c.req.query('follow') || undefined, session.endsMs);
    return c.body(stream, 200, { 'content-type': 'text/event-stream; charset=utf-8' });
  });
}

function acting(app: Hono, { demo, desk, front }: AppParts, door: Door): void {
  const from = (c: Context): Promise<Posted> => posted(c, door.find(c));
  app.post('/say', async (c) => {
    const sent = await from(c);
    return answer(c, await say(sent, front, desk), sent, desk);
  });
  app.post('/press', async (c) => {
    const sent = await from(c);
    return answer(c, await press(sent, front, desk), sent, desk);
  });
  if (!demo) return;
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
    summary: `It is now ${now.slice(0, 10)} ${toTheSecond(now)} in the simulated clouds. Your own clock did not move.`,
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

/** Every route of the console. @throws Error when nobody could sign in to it */
export function consoleApp(parts: AppParts): Hono {
  const app = new Hono();
  const sessions = new Sessions();
  const { demo, signIn } = parts;
  app.use(secured);
  const tooLarge = () => {
    throw new Fault({ code: 'console.too-large', message: 'That was too much text.', fix: 'Say it shorter.' });
  };
  app.use(ownOrigin(demo ? undefined : parts.origin), bodyLimit({ maxSize: MOST_BYTES, onError: tooLarge }));
  const door = demo ? demoDoor(parts, sessions) : signedInDoor(parts, sessions);
  files(app);
  reading(app, parts, door);
  acting(app, parts, door);
  if (signIn) {
    if (!demo) sessionRoutes(app, parts, signIn, sessions);
    callbackRoute(app, parts, signIn, sessions);
    stepUpRoutes(app, parts, signIn);
    linkRoutes(app, parts, signIn);
    passkeyRoutes(app, parts, signIn);
  }
  app.notFound((c) => faultAnswer(c, notFound('page of that name')));
  app.onError((error, c) => {
    const fault = isCutOff(error) ? cutOff() : asFault(error);
    if (fault.code === 'quell.bug') parts.log.error({ err: error, path: c.req.path }, 'the console met a bug');
    return faultAnswer(c, fault);
  });
  return app;
}
