import { describe, expect, it } from 'vitest';
import type { Cloud } from '../../../src/domain/action.ts';
import type { Event } from '../../../src/domain/event.ts';
import type { Incident } from '../../../src/domain/incident.ts';
import { chart } from '../../../src/edge/console/render/chart.ts';
import { chartOf } from '../../../src/edge/console/render/chart-data.ts';
import type { Call } from '../../../src/range/kernel.ts';

const START = Date.parse('2026-11-03T03:12:00Z');
const incident: Incident = {
  id: 'INC-7',
  title: 'ml-train used from outside',
  severity: 1,
  mode: 'live',
  status: 'open',
  commander: 'ada',
  suspects: [],
  declaredAt: new Date(START).toISOString(),
};

const call = (second: number, allowed: boolean, cloud: Cloud = 'aws', who = 'attacker'): Call => ({
  seq: second,
  cloud,
  who,
  principal: 'ml-train',
  permission: 's3:ListAllMyBuckets',
  resource: '*',
  write: false,
  allowed,
  reason: '',
  status: 200,
  realMs: START + second * 1000,
  at: '',
});

const vote = (second: number, decision: string): Event => ({
  stream: 'INC-7',
  type: 'approval.voted',
  actor: { person: 'bo', surface: 'console' },
  summary: `Bo: ${decision}`,
  data: { decision },
  seq: second,
  at: new Date(START + second * 1000).toISOString(),
  hash: '',
  prev: '',
});

function drawn(
  calls: Call[],
  contained: { cloud: Cloud; realMs: number }[] = [],
  seconds = 60,
  timeline: Event[] = [],
) {
  return chartOf({ incident, timeline, calls, contained, nowMs: START + seconds * 1000 });
}
const aws = (calls: Call[], ...contained: number[]) =>
  drawn(
    calls,
    contained.map((s) => ({ cloud: 'aws', realMs: START + s * 1000 })),
  ).lanes[0]!.state;

describe('the chart of the attackers’ calls', () => {
  it('counts calls of attackers alone, each in its cloud and its time', () => {
    const of = drawn([
      call(1, true),
      call(1.5, true),
      call(7, false),
      call(7, true, 'gcp'),
      call(8, true, 'aws', 'workload'),
    ]);
    const filled = of.lanes.map((l) => l.bins.filter((b) => b.allowed + b.refused > 0));
    expect(filled).toEqual([
      [
        { allowed: 2, refused: 0 },
        { allowed: 0, refused: 1 },
      ],
      [{ allowed: 1, refused: 0 }],
      [],
    ]);
    const first = of.lanes[0]!.bins.findIndex((b) => b.allowed > 0);
    expect(of.fromMs + first * of.binMs).toBeLessThanOrEqual(START + 1000);
    expect(of.fromMs + (first + 1) * of.binMs).toBeGreaterThan(START + 1000);
  });

  it('reaches from a minute before the declaration to now, in sixty bars or fewer, however long it lasts', () => {
    for (const seconds of [1, 60, 600, 5_000, 90_000, 1_000_000]) {
      const of = drawn([], [], seconds);
      expect(of.lanes[0]!.bins.length).toBeLessThanOrEqual(62);
      expect(of.fromMs).toBeLessThanOrEqual(START - 60_000);
      expect(of.toMs).toBeGreaterThanOrEqual(START + seconds * 1000);
      expect((of.toMs - of.fromMs) / of.binMs).toBe(of.lanes[0]!.bins.length);
    }
  });

  it('ignores what happened before the incident', () => {
    expect(aws([call(-120, true)])).toEqual({ state: 'none' });
  });

  it('says that the attacker is in while one call of a round still succeeds', () => {
    expect(aws([call(1, true)])).toMatchObject({ state: 'in' });
    expect(aws([call(1, false), call(2, true), call(3, false)])).toMatchObject({ state: 'in', sinceMs: START + 2000 });
  });

  it('says since when every call is refused, and does not call that contained', () => {
    const calls = [call(1, true), call(2, false), call(5, false), call(9, false)];
    expect(aws(calls)).toEqual({ state: 'refused', sinceMs: START + 2000 });
    expect(aws([call(1, false)])).toEqual({ state: 'refused', sinceMs: START + 1000 });
  });

  it('says contained only once it was proven, and takes it back when a call gets in later', () => {
    const calls = [call(1, true), call(2, false), call(9, false)];
    expect(aws(calls, 8)).toEqual({ state: 'contained', sinceMs: START + 8000 });
    expect(aws([...calls, call(20, true)], 8)).toEqual({ state: 'in-again', sinceMs: START + 20_000 });
    expect(aws([call(7, true)], 8)).toMatchObject({ state: 'in' });
  });

  it('marks approvals, and not denials', () => {
    const of = drawn([], [], 60, [vote(5, 'deny'), vote(6, 'approve')]);
    expect(of.approvals).toEqual([{ realMs: START + 6000, summary: 'Bo: approve' }]);
  });

  it('says in words and in a table what it draws', () => {
    const contained = [{ cloud: 'aws' as const, realMs: START + 8000 }];
    const { text } = chart(
      drawn([call(1, true), call(2, false), call(9, false)], contained, 60, [vote(1.5, 'approve')]),
    );
    expect(text).toContain('proven contained at');
    expect(text).toMatch(/03:12:08Z<\/time> AWS proven contained/);
    expect(text).toMatch(/03:12:01Z<\/time> Bo: approve/);
    expect(text).toMatch(/03:12:00Z<\/time><\/th><td>1 allowed<\/td><td>none<\/td>/);
    expect(text).toContain('data-say="AWS: proven contained"');
    expect(text.match(/class="allowed"/g)).toHaveLength(1);
    expect(text.match(/class="refused"/g)).toHaveLength(2);
    expect(text).toMatch(/<line class="approved".*<line class="proven"/s);
  });

  it('draws nothing outside its box', () => {
    const many = Array.from({ length: 300 }, (_, i) => call(i / 10, i % 3 === 0));
    for (const [, y, height] of chart(drawn(many)).text.matchAll(/<rect[^>]* y="([\d.]+)"[^>]* height="([\d.]+)"/g)) {
      expect(Number(y)).toBeGreaterThanOrEqual(0);
      expect(Number(y) + Number(height)).toBeLessThanOrEqual(56);
    }
  });
});
