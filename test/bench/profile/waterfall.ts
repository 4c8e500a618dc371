import { channel } from 'node:diagnostics_channel';
import { setTimeout } from 'node:timers/promises';
import type { Quell } from '../../../src/process/start.ts';
import { nowMs } from '../clock.ts';
import type { Doors } from '../doors/doors.ts';
import { because, cause, type Trip } from '../measure/counter.ts';
import { ended, planned, press } from '../product/ask.ts';
import { brief } from './awaited.ts';

const CALM_MS = 30;

/** One line of the waterfall: a round trip, or a call of the cloud. */
type Line = Pick<Trip, 'cause' | 'text' | 'atMs'> & { kind: Trip['kind'] | 'cloud'; doneMs?: number };

/** The cloud's calls as this process sends them. */
function countCalls(): { calls: Line[]; stop(): void } {
  const calls: Line[] = [];
  const open = new Map<unknown, Line>();
  const began = (message: unknown) => {
    const { request } = message as { request: { method: string; path: string } };
    const line: Line = { cause: cause(), kind: 'cloud', text: `${request.method} ${request.path}`, atMs: nowMs() };
    calls.push(line);
    open.set(request, line);
  };
  const answered = (message: unknown) => {
    const line = open.get((message as { request: unknown }).request);
    if (line) line.doneMs = nowMs();
  };
  channel('http.client.request.start').subscribe(began);
  channel('http.client.response.finish').subscribe(answered);
  return {
    calls,
    stop() {
      channel('http.client.request.start').unsubscribe(began);
      channel('http.client.response.finish').unsubscribe(answered);
    },
  };
}

function shown({ cause, kind, text, atMs, doneMs }: Line, from: number): string {
  const at = (atMs - from).toFixed(2).padStart(7);
  const took = doneMs === undefined ? '' : (doneMs - atMs).toFixed(2);
  return `${at} ${took.padStart(7)}  ${cause.padEnd(6)} ${kind.padEnd(6)} ${brief(text, 110)}`;
}

/**
 * Everything that leaves the process from one click until its step is proven and shown: ms since the click, ms until the
 * answer, who caused it, where it went. Of several clicks, the one whose first change took the median time.
 */
export async function waterfall(chat: Quell, doors: Doors, trips: Trip[], clicks: number): Promise<string> {
  const { calls, stop } = countCalls();
  const taken: { ms: number; lines: string[] }[] = [];
  for (let i = 0; i < clicks; i++) {
    const { plan } = await planned(chat, 'shut-1');
    await chat.shown();
    await setTimeout(CALM_MS);
    trips.length = 0;
    calls.length = 0;
    const [write] = await doors.watch({ write: true });
    const from = nowMs();
    let repliedMs = 0;
    await because('click', async () => {
      await press(chat, 'bo', 'approve', plan);
      repliedMs = nowMs();
    });
    const ms = (await write) - from;
    await because('other', () => ended(chat, plan, 'contained'));
    await because('cards', () => chat.shown());
    await setTimeout(CALM_MS);
    const marks: Line[] = [{ cause: 'click', kind: 'cloud', text: '=== the click is answered', atMs: repliedMs }];
    const lines = [...trips, ...calls, ...marks].sort((a, b) => a.atMs - b.atMs);
    taken.push({ ms, lines: lines.map((line) => shown(line, from)) });
  }
  stop();
  taken.sort((a, b) => a.ms - b.ms);
  const middle = taken[Math.floor(taken.length / 2)]!;
  return [
    `click → first change ${middle.ms.toFixed(2)} ms (median of ${clicks}; counted, so a little slower)`,
    '   at ms    took  cause  to     what',
    ...middle.lines,
  ].join('\n');
}
