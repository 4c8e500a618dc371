import { describe, expect, it } from 'vitest';
import { consoleOut, placeOf } from '../../../src/edge/console/out.ts';
import { planCard } from './cards.ts';

describe('cards that are posted to the console', () => {
  const place = { surface: 'console', tenant: 'local', channel: 'console' } as const;
  const incident = { ...planCard('INC-7', 'live'), kind: 'incident' as const };

  it('open the thread from which the page of that incident sends', async () => {
    const out = consoleOut();
    expect(out.threadOf(await out.post(place, incident, 'k'))).toEqual(placeOf('INC-7'));
  });

  it('are found again under the same key', async () => {
    const out = consoleOut();
    const one = await out.post(placeOf('INC-7'), planCard('P', 'live'), 'plan:P');
    expect(await out.post(placeOf('INC-7'), planCard('P', 'live'), 'plan:P')).toEqual(one);
    expect(await out.post(placeOf('INC-7'), planCard('Q', 'live'), 'plan:Q')).not.toEqual(one);
  });
});
