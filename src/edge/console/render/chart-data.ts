import { CLOUDS, type Cloud } from '../../../domain/action.ts';
import type { Event } from '../../../domain/event.ts';
import type { Incident } from '../../../domain/incident.ts';
import type { Call } from '../../../range/kernel.ts';

/** Calls of the attackers in one slice of time. */
export interface Bin {
  allowed: number;
  refused: number;
}

export type LaneState =
  | { state: 'none' }
  | { state: 'in'; sinceMs: number }
  | { state: 'in-again'; sinceMs: number }
  | { state: 'refused'; sinceMs: number }
  | { state: 'contained'; sinceMs: number };

export interface Lane {
  cloud: Cloud;
  bins: Bin[];
  state: LaneState;
  containedMs?: number;
}

export interface Chart {
  fromMs: number;
  toMs: number;
  binMs: number;
  lanes: Lane[];
  approvals: { realMs: number; summary: string }[];
}

const BIN_SECONDS = [2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
const MOST_BINS = 60;
const LEAD_MS = 60_000;
/** Other calls of a round are made within this time: one success among refusals still means that the attacker is in. */
const ROUND_MS = 5_000;

/** Events that the chart marks: somebody approved. */
const APPROVED = new Set(['approval.voted', 'approval.approved', 'approval.granted']);

function windowOf(incident: Incident, nowMs: number): { fromMs: number; toMs: number; binMs: number } {
  const end = incident.closedAt === undefined ? nowMs : Date.parse(incident.closedAt) + LEAD_MS;
  const start = Date.parse(incident.declaredAt) - LEAD_MS;
  const span = Math.max(Math.min(end, nowMs) - start, 2 * LEAD_MS);
  const fits =
    BIN_SECONDS.find((s) => span / (s * 1000) <= MOST_BINS) ?? Math.ceil(span / MOST_BINS / 3_600_000) * 3600;
  const binMs = fits * 1000;
  const fromMs = Math.floor(start / binMs) * binMs;
  return { fromMs, toMs: Math.ceil((start + span) / binMs) * binMs, binMs };
}

/** What the last tries of one attacker came to. Never `contained` while a call still gets in. */
export function laneState(calls: readonly Call[], containedMs: number | undefined): LaneState {
  const last = calls.at(-1);
  if (!last) return { state: 'none' };
  const lastIn = calls.findLastIndex((c) => c.allowed);
  const refused = calls[lastIn + 1];
  const within = lastIn >= 0 && last.realMs - calls[lastIn]!.realMs < ROUND_MS;
  if (within || !refused) {
    const sinceMs = calls[lastIn]!.realMs;
    return containedMs !== undefined && sinceMs > containedMs
      ? { state: 'in-again', sinceMs }
      : { state: 'in', sinceMs };
  }
  if (containedMs !== undefined) return { state: 'contained', sinceMs: containedMs };
  return { state: 'refused', sinceMs: refused.realMs };
}

export interface ChartInput {
  incident: Incident;
  timeline: readonly Event[];
  calls: readonly Call[];
  contained: readonly { cloud: Cloud; realMs: number }[];
  nowMs: number;
}

/** Everything that the chart shows, in numbers: from a minute before the incident was declared until now, or its end. */
export function chartOf({ incident, timeline, calls, contained, nowMs }: ChartInput): Chart {
  const { fromMs, toMs, binMs } = windowOf(incident, nowMs);
  const inside = (ms: number) => ms >= fromMs && ms < toMs;
  const attackers = calls.filter((c) => c.who === 'attacker' && inside(c.realMs));
  const lanes = CLOUDS.map((cloud): Lane => {
    const own = attackers.filter((c) => c.cloud === cloud);
    const bins = Array.from({ length: Math.round((toMs - fromMs) / binMs) }, (): Bin => ({ allowed: 0, refused: 0 }));
    for (const call of own)
      bins[Math.floor((call.realMs - fromMs) / binMs)]![call.allowed ? 'allowed' : 'refused'] += 1;
    const containedMs = contained.findLast((c) => c.cloud === cloud && inside(c.realMs))?.realMs;
    return { cloud, bins, state: laneState(own, containedMs), ...(containedMs === undefined ? {} : { containedMs }) };
  });
  const approvals = timeline
    .filter((e) => APPROVED.has(e.type) && e.data.decision !== 'deny' && inside(Date.parse(e.at)))
    .map((e) => ({ realMs: Date.parse(e.at), summary: e.summary }));
  return { fromMs, toMs, binMs, lanes, approvals };
}
