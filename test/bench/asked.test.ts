import { describe, expect, it } from 'vitest';
import { asked, PARTS } from './asked.ts';

describe('the command line of the bench', () => {
  it('measures everything when nothing is said', () => {
    const { parts, queues, json, profile } = asked([]);
    expect([...parts]).toEqual([...PARTS]);
    expect([...queues]).toEqual(['redis', 'postgres']);
    expect({ json, profile }).toEqual({ json: false, profile: undefined });
  });

  it('can be told to measure less', () => {
    const { parts, queues } = asked(['--only', 'click,steps', '--queue', 'redis']);
    expect([...parts]).toEqual(['click', 'steps']);
    expect([...queues]).toEqual(['redis']);
  });

  it('names what can be chosen when something else was', () => {
    expect(() => asked(['--only', 'clicks'])).toThrow('--only clicks: choose among start, click');
    expect(() => asked(['--profile', 'memory'])).toThrow('choose among click, steps');
  });

  it('writes no page with half of the figures', () => {
    expect(() => asked(['--write', '--queue', 'redis'])).toThrow('--write needs every figure');
  });
});
