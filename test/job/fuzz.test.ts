import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JobRecord } from '../../src/job/record.ts';
import { work } from '../../src/job/work.ts';
import type { WorkerParts } from '../../src/job/worker.ts';
import { damaged, garbage } from '../mutate.ts';

const REAL = ['run-7/aws-sessions', 'run-12/gcp-account.3', 'drill:first-tuesday'];
const SCRAPS = [
  '/',
  '//',
  'run-',
  'run-7',
  'drill:',
  ':',
  '..',
  '%2F',
  '\u0000',
  '\ud800',
  "'",
  ';--',
  '$1',
  '\\',
  '\n',
  ' ',
  '__proto__',
];

it('a wake-up is an id and nothing else: whatever it says, it is asked for in the record or dropped', async () => {
  const asked: [string, string][] = [];
  const refuse = (name: string) => () => Promise.reject(new Error(`${name} was called`));
  const record = new Proxy({} as JobRecord, {
    get: (_, name) =>
      name === 'claim'
        ? async (run: string, step: string) => {
            asked.push([run, step]);
            return undefined;
          }
        : refuse(String(name)),
  });
  const dropped: string[] = [];
  const log = {
    info: () => undefined,
    warn: (data: object) => void dropped.push(JSON.stringify(data)),
    error: () => undefined,
  };
  const parts: WorkerParts = {
    record,
    queue: new Proxy({} as WorkerParts['queue'], { get: (_, name) => refuse(String(name)) }),
    actions: new Map(),
    open: refuse('a cloud'),
    protects: () => undefined,
    owner: 'w',
    log,
  } as WorkerParts;
  await fc.assert(
    fc.asyncProperty(fc.oneof(damaged(REAL, SCRAPS), garbage(SCRAPS)), async (id) => {
      const before = asked.length + dropped.length;
      await work(parts, id, refuse('a look'));
      expect(asked.length + dropped.length).toBe(before + 1);
      const last = asked.at(-1);
      if (last && asked.length + dropped.length === before + 1 && id.includes('/')) {
        for (const part of last) expect(part).not.toBe('');
      }
    }),
    { numRuns: 1500 },
  );
  // Both happen, or this would show little.
  expect(asked.length).toBeGreaterThan(100);
  expect(dropped.length).toBeGreaterThan(100);
});
