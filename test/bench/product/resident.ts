import { readFileSync } from 'node:fs';
import { openConfig } from '../../../src/config.ts';
import { setupOf } from '../../../src/process/configured.ts';
import { Rehearsal } from '../../../src/process/rehearsal.ts';
import { startQuell } from '../../../src/process/start.ts';
import { shutting } from '../doors/shut-door.ts';
import { ended, planned, press } from './ask.ts';
import { onDoors, quiet } from './running.ts';

/**
 * A process of its own, with everything that one with both roles, three clouds and Slack has loaded. Only the cloud that
 * it acts on is the doors, and its chat is in memory. Prints its resident memory in MiB, at the start and in the end.
 */
const INCIDENTS = 50;
const [databaseUrl = '', doorsUrl = ''] = process.argv.slice(2);
const mib = () => process.memoryUsage.rss() / 2 ** 20;

// Loaded by a process that has a Slack section; it cannot connect here.
await import('../../../src/edge/slack/slack.ts');
const config = openConfig({ env: process.env, readFile: (path) => readFileSync(path, 'utf8') });
const rehearsal = new Rehearsal({ now: Date.now, random: Math.random });
const configured = await setupOf(config, databaseUrl, quiet, rehearsal);
const doors = onDoors({ databaseUrl, redisUrl: undefined, doorsUrl, playbooks: [shutting(1)] });
const quell = await startQuell({
  ...doors,
  actions: new Map([...configured.actions, ...doors.actions]),
  playbooks: new Map([...configured.playbooks, ...doors.playbooks]),
  drills: configured.drills,
  live: { ...configured.live, edges: { ...configured.live.edges, ...doors.live.edges } },
});
const start = mib();
for (let i = 0; i < INCIDENTS; i++) {
  const { plan } = await planned(quell, 'shut-1');
  await press(quell, 'bo', 'approve', plan);
  await ended(quell, plan, 'contained');
}
await quell.shown();
const after = mib();
await quell.close();
process.stdout.write(`${JSON.stringify({ start, after })}\n`);
process.exit(0);
