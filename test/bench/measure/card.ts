import { setTimeout } from 'node:timers/promises';
import type { SurfacePorts } from '../../../src/process/setup.ts';
import { startQuell } from '../../../src/process/start.ts';
import type { Backends } from '../backends.ts';
import { startBareBolt } from '../chat/bare-bolt.ts';
import { openBenchSlack, personBySlack } from '../chat/open-slack.ts';
import { click, SlackDoor, TEAM } from '../chat/slack-door.ts';
import { nowMs } from '../clock.ts';
import type { Doors } from '../doors/doors.ts';
import { shutting } from '../doors/shut-door.ts';
import { type Prepared, planned } from '../product/ask.ts';
import { onDoors, PEOPLE } from '../product/running.ts';
import { soon } from '../report/numbers.ts';

/** Milliseconds from the click to the edit that takes the buttons away; a sample each. */
export interface CardTimes {
  /** A click every 50 ms while the others wait. */
  paced: number[];
  /** All of them within the same moment. */
  burst: number[];
  pacedFloor: number[];
  burstFloor: number[];
}

/** Approvals that wait at the same time. */
const WAITING = 200;
const EVERY_MS = 50;
const DOOR = 1;

type Clicked = (i: number) => Promise<number>;

async function timed(edited: Promise<number>, clicking: () => Promise<void>): Promise<number> {
  const from = nowMs();
  await clicking();
  return (await soon('the edit of a card', edited, 120_000)) - from;
}

async function everyFew(one: Clicked, floor: Clicked): Promise<[number[], number[]]> {
  const [taken, bare]: [Promise<number>[], Promise<number>[]] = [[], []];
  for (let i = 0; i < WAITING; i++) {
    taken.push(one(i));
    await setTimeout(EVERY_MS / 2);
    bare.push(floor(i));
    await setTimeout(EVERY_MS / 2);
  }
  return [await Promise.all(taken), await Promise.all(bare)];
}

const atOnce = (one: Clicked) => Promise.all(Array.from({ length: WAITING }, (_, i) => one(i)));

/** Quell behind its real Slack edge, beside bare Bolt: same Slack, same process, same clicks. */
export async function cardTimes(backends: Backends, doors: Doors, redisUrl: string | undefined): Promise<CardTimes> {
  const slack = await new SlackDoor().listen();
  const floor = await startBareBolt(slack.apiUrl);
  let port = 0;
  const setup = onDoors({
    databaseUrl: await backends.database(),
    redisUrl,
    doorsUrl: doors.url,
    playbooks: [shutting(DOOR)],
  });
  const quell = await startQuell({
    ...setup,
    personOf: (who) => PEOPLE.find((p) => p.id === (personBySlack(who.user) ?? who.user)),
    surfaces: async (ports: SurfacePorts) => {
      const opened = await openBenchSlack(ports, slack.apiUrl);
      port = opened.port;
      return opened.surfaces;
    },
  });
  const prepare = async () => {
    const all: Prepared[] = [];
    for (let i = 0; i < WAITING; i++)
      all.push(
        await planned(quell, `shut-${DOOR}`, {
          surface: 'slack',
          tenant: TEAM,
          channel: `C${String(i).padStart(8, '0')}`,
        }),
      );
    await quell.shown();
    return all;
  };
  const approve =
    (all: Prepared[]): Clicked =>
    (i) => {
      const { plan } = all[i]!;
      const message = slack.posted.get(`plan:${plan}`);
      if (!message) throw new Error(`no card was posted for ${plan}`);
      const edited = slack.edited(message, (blocks) => !blocks.includes('quell.approve'));
      return timed(edited, () => click(port, message, 'quell.approve.0', plan));
    };
  const bare =
    (round: string): Clicked =>
    (i) => {
      const message = `F${round} ${i}`;
      return timed(
        slack.edited(message, () => true),
        () => click(floor.port, message, 'floor', 'x'),
      );
    };
  try {
    const [paced, pacedFloor] = await everyFew(approve(await prepare()), bare('paced'));
    const burst = await atOnce(approve(await prepare()));
    const burstFloor = await atOnce(bare('burst'));
    return { paced, burst, pacedFloor, burstFloor };
  } finally {
    await quell.close();
    await floor.close();
    await slack.close();
  }
}
