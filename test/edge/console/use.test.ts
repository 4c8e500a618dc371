import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { placeOf } from '../../../src/edge/console/act.ts';
import { open, PEOPLE, World } from './fixture.ts';
import { Plain } from './plain.ts';

let world: World;
let browser: Plain;
let close: () => Promise<void>;

beforeEach(async () => {
  world = new World();
  const console = await open(world);
  browser = new Plain(console.url);
  close = console.close;
});
afterEach(() => close());

async function send(page: string, action: string, more: Record<string, string> = {}, holds = '') {
  const { text } = await browser.get(page);
  return browser.post(action, { ...Plain.fields(text, action, holds), ...more });
}

describe('the console without any script', () => {
  it('takes a command, and shows the reply once, above the page', async () => {
    const answer = await send('/', '/say', { text: '/quell whoami' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/');
    expect(world.heard[0]).toMatchObject({ text: 'whoami', from: { who: { surface: 'console', tenant: 'local' } } });
    expect((await browser.get('/')).text).toMatch(/id="reply"[^>]*><p class="reply-head"/);
    expect((await browser.get('/')).text).not.toContain('reply-head');
  });

  it('goes to the page of an incident that was declared', async () => {
    const answer = await send('/', '/say', { text: 'declare ml-train used from outside' });
    expect(answer.headers.get('location')).toBe('/incidents/INC-1');
    const { text } = await browser.get('/incidents/INC-1');
    expect(text).toContain('ml-train used from outside');
  });

  it('binds commands on the page of an incident to that incident', async () => {
    world.declare('ml-train used from outside');
    await send('/incidents/INC-1', '/say', { text: 'contain compromised-workload-identity' });
    expect(world.heard[0]!.from.where).toEqual(placeOf('INC-1'));
    expect(world.heard[0]!.text).toBe('contain compromised-workload-identity incident=INC-1');
    await send('/', '/say', { text: 'incidents' });
    expect(world.heard[1]!.from.where).toBeUndefined();
  });

  it.each([
    ['release', 'release incident=INC-1'],
    ['release INC-2', 'release INC-2'],
    ['close incident=INC-2', 'close incident=INC-2'],
    ['note seen in "eu central"', 'note seen in "eu central" incident=INC-1'],
    ['approve 7F3A-91C2', 'approve 7F3A-91C2'],
    ['note "not closed', 'note "not closed'],
  ])('on the page of INC-1 takes `%s` for `%s`', async (typed, heard) => {
    world.declare('ml-train used from outside');
    await send('/incidents/INC-1', '/say', { text: typed });
    expect(world.heard[0]!.text).toBe(heard);
  });

  it('uses the thread of an incident that lives in a chat', async () => {
    const { incident } = world.declare('ml-train used from outside');
    incident.place = { surface: 'slack', tenant: 'T1', channel: 'C1', thread: '17.1' };
    await send('/incidents/INC-1', '/say', { text: 'whoami' });
    expect(world.heard[0]!.from.where).toEqual(incident.place);
  });

  it('asks in a form for what a command leaves out', async () => {
    await send('/', '/say', { text: 'note' });
    expect(world.heard).toEqual([]);
    const { text } = await browser.get('/');
    expect(text).toContain('What you saw');
    await browser.post('/press', { ...Plain.fields(text, '/press'), 'v.text': 'attacker in eu-central-1' });
    expect(world.heard[0]).toMatchObject({ verb: 'note', values: { text: 'attacker in eu-central-1' } });
  });

  it('answers a button that asks first with its form, and the form with the deed', async () => {
    world.declare('ml-train used from outside');
    await send('/incidents/INC-1', '/press', {}, 'value="note"');
    expect(world.heard).toEqual([]);
    const { text } = await browser.get('/incidents/INC-1');
    const fields = Plain.fields(text, '/press', 'name="filled"');
    await browser.post('/press', { ...fields, 'v.text': 'seen' });
    expect(world.heard[0]).toMatchObject({ verb: 'note', ref: 'INC-1', values: { text: 'seen' } });
    expect(world.heard[0]!.from.where).toEqual(placeOf('INC-1'));
  });

  it('presses a button with its verb and reference and with the incident of the page', async () => {
    world.plan(world.declare('ml-train used from outside'));
    await send('/incidents/INC-1', '/press', {}, 'value="approve"');
    expect(world.heard[0]).toMatchObject({
      verb: 'approve',
      ref: 'P-INC-1',
      values: {},
      from: { where: placeOf('INC-1') },
    });
  });

  it('sends the fields of the form of a button; what was left empty was left out', async () => {
    world.plan(world.declare('ml-train used from outside'));
    const more = { 'v.reason': 'wrong account', 'v.again': '', 'v.__proto__': 'x', other: 'y' };
    await send('/incidents/INC-1', '/press', more, 'value="deny"');
    expect(world.heard[0]).toMatchObject({ verb: 'deny', ref: 'P-INC-1' });
    expect(world.heard[0]!.values).toEqual({ reason: 'wrong account' });
  });

  it('gives both clicks of a double click one key, and each new page another', async () => {
    world.plan(world.declare('ml-train used from outside'));
    const { text } = await browser.get('/incidents/INC-1');
    const fields = Plain.fields(text, '/press', 'value="approve"');
    await Promise.all([browser.post('/press', fields), browser.post('/press', fields)]);
    await send('/incidents/INC-1', '/press', {}, 'value="approve"');
    const keys = world.heard.map((h) => h.from.dedupe);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
    expect(keys[0]).toMatch(/^console:/);
  });

  it('shows a refusal to the person who pressed', async () => {
    world.plan(world.declare('ml-train used from outside'));
    await send('/incidents/INC-1', '/press', {}, 'value="approve"');
    expect((await browser.get('/incidents/INC-1')).text).toContain('somebody else must approve it');
  });

  it('does not return to a path that is not its own', async () => {
    for (const here of ['//attacker.example', 'https://attacker.example', '/incidents/../..//x', '/incidents/a b']) {
      const answer = await send('/', '/say', { text: 'incidents', here });
      expect(answer.headers.get('location'), here).toBe('/');
    }
  });

  it('fills in only examples of the table', async () => {
    expect((await browser.get('/?example=declare')).text).toContain('value="declare ml-train used from outside sev=1"');
    expect((await browser.get('/?example=%22%3E%3Cb%3E')).text).toMatch(/id="say"[^>]*value=""/);
  });

  it('leads on from a declaration to a plan, and fills in the incident of the page', async () => {
    const incident = world.declare('ml-train used from outside');
    expect((await browser.get('/incidents/INC-1')).text).toContain('Next: ask for a plan');
    expect((await browser.get('/incidents/INC-1?example=release')).text).toContain('value="release INC-1"');
    expect((await browser.get('/')).text).toContain('href="/incidents/INC-1?example=contain"');
    world.plan(incident);
    expect((await browser.get('/incidents/INC-1')).text).not.toContain('Next: ask for a plan');
  });

  it('says what is not there', async () => {
    for (const path of ['/incidents/INC-99', '/plans/none', '/nowhere', '/assets/..%2fapp.ts']) {
      const answer = await browser.get(path);
      expect(answer.status, path).toBe(404);
      expect(answer.text).toContain('What to do');
    }
  });

  it('finds a plan under the incident too', async () => {
    expect((await browser.get('/incidents/INC-1/plans/P-INC-1')).headers.get('location')).toBe('/plans/P-INC-1');
  });

  it('shows a plan in full, with the same buttons', async () => {
    world.plan(world.declare('ml-train used from outside'));
    const { text } = await browser.get('/plans/P-INC-1');
    expect(text).toContain('inline policy QuellRevokeSessions');
    expect(Plain.fields(text, '/press', 'value="approve"')).toMatchObject({ ref: 'P-INC-1' });
  });
});

describe('acting as somebody', () => {
  it('is marked on every page as no authentication, and on everything that is done', async () => {
    world.declare('ml-train used from outside');
    for (const path of ['/', '/incidents/INC-1']) {
      expect((await browser.get(path)).text).toContain('No authentication, demo only.');
    }
    await send('/', '/say', { text: 'whoami' });
    expect(world.heard[0]!.from.authenticated).toBe('console act-as (no authentication)');
  });

  it('changes who is asking, for this browser alone', async () => {
    await browser.get('/');
    const answer = await send('/', '/act-as', { person: 'chen' });
    expect(answer.status).toBe(303);
    await send('/', '/say', { text: 'whoami' });
    expect(world.heard[0]!.from.who.user).toBe('chen');
    const other = new Plain(browser.base);
    const { text } = await other.get('/');
    await other.post('/say', { ...Plain.fields(text, '/say'), text: 'whoami' });
    expect(world.heard[1]!.from.who.user).toBe(PEOPLE[0]!.id);
  });

  it('knows only people of the configuration', async () => {
    expect((await send('/', '/act-as', { person: 'mallory' })).status).toBe(404);
    await send('/', '/say', { text: 'whoami' });
    expect(world.heard[0]!.from.who.user).toBe('ada');
  });
});

describe('the range', () => {
  it('lets one hour pass for one form, however often it is sent', async () => {
    const before = world.kernel.now().getTime();
    const fields = Plain.fields((await browser.get('/')).text, '/range/advance');
    await browser.post('/range/advance', fields);
    await browser.post('/range/advance', fields);
    const hours = (world.kernel.now().getTime() - before) / 3_600_000;
    expect(hours).toBeGreaterThanOrEqual(1);
    expect(hours).toBeLessThan(1.5);
    expect((await browser.get('/')).text).toContain('An hour passed in the range');
  });

  it('is not shown where there is none', async () => {
    const { range: _, ...without } = world.desk;
    const plain = new World();
    Object.assign(plain, { desk: without });
    const other = await open(plain);
    try {
      const page = await new Plain(other.url).get('/');
      expect(page.text).not.toContain('Let an hour pass');
      expect(page.text).not.toContain('Every cloud here is simulated');
    } finally {
      await other.close();
    }
  });
});
