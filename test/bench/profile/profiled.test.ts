import { describe, expect, it } from 'vitest';
import { type Profile, selfTimes } from './profiled.ts';

const at = (id: number, functionName: string, url: string) => ({ id, callFrame: { functionName, url, lineNumber: 9 } });

/** Four samples, 1 ms apart from the first on: 1, 2, 1, 3. */
const PROFILE: Profile = {
  nodes: [
    at(1, 'query', 'file:///app/node_modules/pg/lib/client.js'),
    at(2, 'send', 'file:///app/node_modules/@acme/sdk/index.js'),
    at(3, '(idle)', ''),
  ],
  startTime: 1_000_000,
  samples: [1, 2, 1, 3],
  timeDeltas: [0, 1000, 1000, 1000],
};
const ALL = [{ fromMs: 0, toMs: 10_000 }];

describe('self time of a profile', () => {
  it('belongs to packages, scoped ones too, and to what V8 names', () => {
    expect(selfTimes(PROFILE, ALL, 'package')).toEqual([
      ['pg', 2],
      ['@acme/sdk', 1],
      ['(idle)', 0],
    ]);
  });

  it('belongs to functions with their lines', () => {
    expect(selfTimes(PROFILE, ALL, 'function')[0]).toEqual(['query pg/lib/client.js:10', 2]);
  });

  it('counts only what lies in a window', () => {
    expect(selfTimes(PROFILE, [{ fromMs: 1000.5, toMs: 1001.5 }], 'package')).toEqual([['@acme/sdk', 1]]);
  });
});
