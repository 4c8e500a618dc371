import { describe, expect, it } from 'vitest';
import { figures } from './figures.ts';
import { MEASURED } from './measured.ts';

describe('the figures of a run', () => {
  const found = figures(MEASURED);

  it('has the keys that readers of the last line look for', () => {
    for (const queue of ['redis', 'postgres'] as const) {
      expect(found.clickToFirstCall[queue]).toMatchObject({
        p50Ratio: expect.any(Number),
        p99Ratio: expect.any(Number),
      });
      expect(found.stepsShareOfFloor[queue]).toEqual(expect.any(Number));
    }
    for (const key of ['databaseRoundTripsPerStep', 'startupMs', 'residentMb'] as const) {
      expect(found[key]).toEqual(expect.any(Number));
    }
  });

  it('divides a quantile of Quell by the same quantile of the floor', () => {
    expect(found.clickToFirstCall.redis).toMatchObject({ p50Ms: 75, p50Ratio: 1.5, p99Ratio: 1.5, samples: 100 });
    expect(found.clickToFirstCall.postgres).toMatchObject({ p50Ms: 100, p50Ratio: 2, floor: { p50Ms: 50, p99Ms: 99 } });
  });

  it('takes the first call of any kind for the headline, and keeps the first change beside it', () => {
    expect(found.clickToFirstChange.postgres).toMatchObject({ p50Ratio: 4 });
  });

  it('tells throughput as a share of the floor’s', () => {
    expect(found.stepsShareOfFloor.redis).toBe(0.5);
    expect(found.stepsByWorkers.redis).toMatchObject({ 1: { share: 0.5 }, 4: { share: 0.75 }, 10: { share: 0.9 } });
    expect(found.fiveStepRuns.postgres).toMatchObject({ perSecond: 30, share: 0.25 });
  });

  it('names the queue that needs more round trips', () => {
    expect(found.databaseRoundTripsPerStep).toBe(2);
  });

  it('sets growth in relation to a run of 100, and says what was left out', () => {
    expect(found.growth.redis).toMatchObject({ 100: { toHundred: 1 }, 1000: { toHundred: 1.5 } });
    expect(found.growth.redis?.['10000']).toEqual({ leftOut: 'would take about 90 s' });
  });

  it('says null for what was not taken', () => {
    const { redis: _, started: __, range: ___, ...rest } = MEASURED;
    const fewer = figures({ ...rest, postgres: {} });
    expect(fewer.clickToFirstCall).toEqual({ redis: null, postgres: null });
    expect(fewer).toMatchObject({ databaseRoundTripsPerStep: null, startupMs: null, range: null });
  });

  it('survives JSON without loss', () => {
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });
});
