import { beforeEach, describe, expect, it } from 'vitest';
import { CardLag } from '../../../src/process/watch/card-lag.ts';

let now = 0;
let lag: CardLag;
beforeEach(() => {
  now = 0;
  lag = new CardLag(() => now);
});
const at = (ms: number) => {
  now = ms;
  return lag;
};

describe('how far the cards are behind', () => {
  it('is nothing where nothing changed, and the age of the oldest change until it is shown', () => {
    expect(lag.seconds()).toBe(0);
    lag.changed('INC-1');
    at(1000).changed('INC-2');
    at(2000).changed('INC-1');
    expect(at(3000).seconds()).toBe(3);
    lag.loading('INC-1');
    expect(at(4000).seconds()).toBe(4);
    lag.shown('INC-1');
    expect(lag.seconds()).toBe(3);
    lag.loading('INC-2');
    lag.shown('INC-2');
    expect(lag.seconds()).toBe(0);
  });

  it('counts a change that came while an older state was drawn', () => {
    lag.changed('INC-1');
    lag.loading('INC-1');
    at(500).changed('INC-1');
    lag.shown('INC-1');
    expect(at(1500).seconds()).toBe(1);
  });

  it('goes on where a chat would not take the card, and ends where another process keeps the cards', () => {
    lag.changed('INC-1');
    lag.loading('INC-1');
    at(5000).loading('INC-1');
    expect(at(6000).seconds()).toBe(6);
    lag.forget();
    expect(lag.seconds()).toBe(0);
  });
});
