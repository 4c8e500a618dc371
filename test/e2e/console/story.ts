import { World } from '../../edge/console/fixture.ts';

/** An incident in the middle of its containment, as the demo shows it. */
export function story(mode: 'live' | 'drill' = 'live') {
  const past = Date.now() - 90_000;
  let now = past;
  const told = new World(() => now);
  const page = told.declare('ml-train used from outside', mode, ['mallory']);
  for (let second = 0; second < 88; second++) {
    now = past + second * 1000;
    if (second === 20) told.plan(page);
    if (second === 40) told.move(page, 'due');
    if (second === 50) told.containedAt.push({ cloud: 'gcp', realMs: now });
    if (second === 62) told.containedAt.push({ cloud: 'aws', realMs: now });
    if (second % 2 === 0) {
      told.call('aws', second < 52);
      told.call('gcp', second < 44);
      told.call('azure', second < 76 || second % 6 === 0);
      told.call('aws', true, 'workload');
    }
  }
  told.move(page, 'applied');
  return { told, page };
}
