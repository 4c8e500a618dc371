import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConsole } from '../../../src/edge/console/console.ts';
import { isLoopback } from '../../../src/edge/console/guard.ts';
import { open, quiet, World } from './fixture.ts';
import { Plain } from './plain.ts';

let world: World;
const opened: { close(): Promise<void> }[] = [];

beforeEach(() => {
  world = new World();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((o) => o.close()));
});

async function demo(): Promise<Plain> {
  const console = await open(world);
  opened.push(console);
  return new Plain(console.url);
}

/** A request whose Host header is chosen: fetch() does not let anybody do that. */
function withHost(base: string, host: string, method = 'GET', headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(base, { method, headers: { host, ...headers } }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode!));
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('who can reach the console', () => {
  it.each(['0.0.0.0', '::', '192.168.1.4', 'console.example'])('the demo refuses to listen on %s', async (host) => {
    await expect(open(world, { host })).rejects.toMatchObject({
      code: 'console.exposed',
      message: expect.stringMatching(/no sign-in.*\.$/),
    });
  });

  it('shows nothing to whom policy shows nothing', async () => {
    const page = world.declare('only for responders');
    const browser = await demo();
    const { id } = page.incident;
    expect((await browser.get(`/incidents/${id}`)).text).toContain('only for responders');
    world.unseeing.add('ada');
    for (const path of ['/', `/incidents/${id}`, `/incidents/${id}?only=cards,timeline`]) {
      const { status, text } = await browser.get(path);
      expect(status, path).toBeGreaterThanOrEqual(400);
      expect(text, path).toContain('You may not look at this.');
      expect(text, path).not.toContain('only for responders');
    }
  });

  it('knows the addresses of this machine', () => {
    expect(['127.0.0.1', '127.9.9.9', 'localhost', '::1', '[::1]'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '::', '128.0.0.1', 'localhost.example', '', '127.0.0.1.example'].some(isLoopback)).toBe(false);
  });

  it('is not opened outside of the demo where nobody could sign in', async () => {
    await expect(open(world, { demo: false })).rejects.toMatchObject({ code: 'console.no-sign-in' });
  });

  it('is not found under a foreign name that points to this machine', async () => {
    const { base } = await demo();
    const { port } = new URL(base);
    for (const host of [`attacker.example:${port}`, `127.0.0.1.attacker.example:${port}`, 'localhost.']) {
      expect(await withHost(base, host), host).toBe(403);
    }
    expect(await withHost(base, `localhost:${port}`)).toBe(200);
    expect(await withHost(base, `[::1]:${port}`)).toBe(200);
  });

  it('refuses a change that another site sends, even with all the right fields', async () => {
    const browser = await demo();
    const page = await browser.get('/');
    const fields = { ...Plain.fields(page.text, '/say'), text: 'incidents' };
    for (const origin of ['http://attacker.example', 'null', 'https://127.0.0.1', browser.base.replace(/\d$/, '')]) {
      expect((await browser.post('/say', fields, { origin })).status, origin).toBe(403);
    }
    const { port } = new URL(browser.base);
    expect(await withHost(`${browser.base}/say`, `127.0.0.1:${port}`, 'POST')).toBe(403);
    expect(world.heard).toEqual([]);
  });

  it('refuses a form without the proof of this session', async () => {
    const browser = await demo();
    const fields: Record<string, string> = {
      ...Plain.fields((await browser.get('/')).text, '/say'),
      text: 'incidents',
    };
    const other = new Plain(browser.base);
    await other.get('/');
    const tries: [Plain, Record<string, string>][] = [
      [browser, { ...fields, csrf: '' }],
      [browser, { ...fields, csrf: `${fields.csrf}x` }],
      [other, fields],
      [new Plain(browser.base), fields],
      [browser, { ...fields, token: 'short' }],
    ];
    for (const [from, sent] of tries) {
      const answer = await from.post('/say', sent);
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('nothing was done');
    }
    const json = await browser.post('/say', fields, { 'content-type': 'text/plain' });
    expect(json.status).toBe(403);
    expect(world.heard).toEqual([]);
  });

  it('refuses more text than anybody types', async () => {
    const browser = await demo();
    const fields = Plain.fields((await browser.get('/')).text, '/say');
    const answer = await browser.post('/say', { ...fields, text: 'x'.repeat(70_000) });
    expect(answer.status).toBe(413);
    expect(world.heard).toEqual([]);
  });

  it('changes nothing on a GET', async () => {
    const browser = await demo();
    for (const path of [
      '/say?text=declare+x',
      '/press?verb=approve&ref=P-INC-1',
      '/range/advance',
      '/act-as?person=bo',
    ]) {
      expect((await browser.get(path)).status, path).toBe(404);
    }
    expect(world.heard).toEqual([]);
  });

  it('sends a strict policy, a strict cookie, and nothing to keep', async () => {
    const browser = await demo();
    const { headers } = await browser.get('/');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*/);
    expect(headers.get('set-cookie')).toMatch(/HttpOnly/);
    expect(headers.get('set-cookie')).toMatch(/SameSite=Strict/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect((await browser.get('/')).headers.get('set-cookie')).toBeNull();
  });

  it('has no script and no style in its pages', async () => {
    const browser = await demo();
    world.plan(world.declare('ml-train used from outside'));
    for (const path of ['/', '/incidents/INC-1', '/plans/P-INC-1']) {
      const { text, status } = await browser.get(path);
      expect(status).toBe(200);
      expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
    }
  });

  it('says that its port is taken', async () => {
    const { base } = await demo();
    const port = Number(new URL(base).port);
    const again = openConsole({ port, demo: true, front: world, desk: world.desk, log: quiet });
    await expect(again).rejects.toMatchObject({ code: 'console.port-taken' });
  });

  it('shows a sentence and a fix for a bug, and keeps its cause for the log', async () => {
    const logged: object[] = [];
    const log = { ...quiet, error: (what: object) => void logged.push(what) };
    const console = await open(world, { log });
    opened.push(console);
    world.desk.incidents = () => Promise.reject(new Error('password=obviously-fake'));
    const answer = await new Plain(console.url).get('/');
    expect(answer.status).toBe(500);
    expect(answer.text).toContain('What to do');
    expect(answer.text).not.toContain('obviously-fake');
    expect(logged).toHaveLength(1);
  });
});
