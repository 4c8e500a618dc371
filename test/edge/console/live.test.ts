import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenConsole } from '../../../src/edge/console/console.ts';
import { soon } from '../../soon.ts';
import { open, World } from './fixture.ts';
import { Plain } from './plain.ts';

let world: World;
let opened: OpenConsole;

beforeEach(async () => {
  world = new World();
  opened = await open(world);
});
afterEach(() => opened.close());

/** An open stream: what has arrived so far, and whether it ended. */
async function listen(follow = '') {
  const stop = new AbortController();
  const answer = await fetch(`${opened.url}/live?follow=${follow}`, { signal: stop.signal });
  const heard = { text: '', ended: false, type: answer.headers.get('content-type'), stop: () => stop.abort() };
  const read = async () => {
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) heard.text += chunk;
  };
  read()
    .catch(() => undefined)
    .finally(() => {
      heard.ended = true;
    });
  await soon(() => expect(heard.text).toContain('event: hello'));
  return heard;
}

const times = (text: string, event: string) => text.split(`event: ${event}\n`).length - 1;

describe('what is live', () => {
  it('tells the pages of an incident that it changed, and no others', async () => {
    const page = world.declare('ml-train used from outside');
    const own = await listen('INC-1');
    const all = await listen();
    const other = await listen('INC-2');
    expect(own.type).toContain('text/event-stream');
    world.plan(page);
    await soon(() => expect(times(own.text, 'changed')).toBe(1));
    await soon(() => expect(times(all.text, 'changed')).toBe(1));
    expect(times(other.text, 'changed')).toBe(0);
  });

  it('makes one event of a burst, and carries no data', async () => {
    world.declare('ml-train used from outside');
    const own = await listen('INC-1');
    for (let i = 0; i < 50; i++) world.tell('INC-1');
    await soon(() => expect(times(own.text, 'changed')).toBe(1));
    world.tell('INC-1');
    await soon(() => expect(times(own.text, 'changed')).toBe(2));
    expect(own.text).not.toContain('INC-1');
  });

  it('tells at most once a second that attackers call', async () => {
    const own = await listen('INC-1');
    for (let i = 0; i < 500; i++) world.call('aws', true);
    await soon(() => expect(times(own.text, 'calls')).toBe(1));
  });

  it('forgets a page that was closed', async () => {
    const own = await listen('INC-1');
    expect(world.listeners.size).toBe(1);
    expect(world.rangeListeners).toBe(1);
    own.stop();
    await soon(() => expect(world.listeners.size).toBe(0));
    expect(world.rangeListeners).toBe(0);
  });

  it('ends every stream when the console closes', async () => {
    const one = await listen('INC-1');
    const two = await listen();
    world.tell('INC-1');
    await opened.close();
    await soon(() => expect([one.ended, two.ended]).toEqual([true, true]));
    expect(world.listeners.size).toBe(0);
    opened = await open(world);
  });

  it('serves the parts of a page that an event names, and those alone', async () => {
    world.plan(world.declare('ml-train used from outside'));
    const { text } = await new Plain(opened.url).get('/incidents/INC-1?only=cards,timeline,nothing');
    expect([...text.matchAll(/data-region="(\w+)"/g)].map((m) => m[1])).toEqual(['cards', 'timeline']);
    expect(text).not.toContain('<html');
  });
});
