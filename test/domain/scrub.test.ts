import { describe, expect, it } from 'vitest';
import { scrubber } from '../../src/domain/scrub.ts';

describe('taking secrets out of a text', () => {
  it('takes known values, also as they stand in an address, the longer ones first', () => {
    const scrub = scrubber(['fake/pass+word', 'fake/pass']);
    expect(scrub('said fake/pass+word')).toBe('said [secret]');
    expect(scrub('q=fake%2Fpass%2Bword&r=fake%2Fpass.')).toBe('q=[secret]&r=[secret].');
    expect(scrub('nothing of it')).toBe('nothing of it');
  });

  it('leaves alone what is too short to be one: sentences must stay readable', () => {
    expect(scrubber(['a', '', 'quell'])('a quell sentence')).toBe('a quell sentence');
  });

  it('takes whatever looks like a secret, known or not', () => {
    const scrub = scrubber([]);
    expect(scrub('xoxb-000000000000-fakefakefake and AKIAFAKEFAKEFAKE0000')).toBe('[secret] and [secret]');
    expect(scrub('Bearer fake-token-0000 was refused')).toBe('Bearer [secret] was refused');
  });

  it('takes a value with a broken character as it is', () => {
    expect(scrubber(['fake\ud800secret'])('x fake\ud800secret y')).toBe('x [secret] y');
  });
});
