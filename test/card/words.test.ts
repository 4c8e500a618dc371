import { expect, it } from 'vitest';
import { brief } from '../../src/card/words.ts';

it('a long text keeps its beginning and its end, at whole words, and is never longer than asked', () => {
  const text =
    'Google answered 400 to POST /v1/projects/ml-prod/serviceAccounts: Service account ml-train is disabled.';
  expect(brief(text, 60)).toBe('Google answered 400 … account ml-train is disabled.');
  expect(brief(text, 200)).toBe(text);
  for (let max = 20; max < 120; max++) expect(brief(text, max).length).toBeLessThanOrEqual(max);
  for (let max = 20; max < 120; max++) expect(brief('x'.repeat(300), max).length).toBeLessThanOrEqual(max);
});
