import { CLOUDS, type Cloud } from '../domain/action.ts';
import type { Call } from '../range/kernel.ts';

/** What the demo shows of one cloud. Times in ms. */
export interface CloudScore {
  /** Attacker's calls that were allowed before the last approval. */
  allowedBefore: number;
  /** … and after every step of this cloud was verified: must be 0. */
  allowedAfter: number;
  /** From the last approval to the attacker's last allowed call; 0 when there was none after it. */
  containMs: number;
  /** From the last approval until every step of this cloud was verified. */
  verifiedMs: number;
  verified: boolean;
  /** The cloud's whole written state is again what it was before. */
  releaseExact: boolean;
  allowedAfterRelease: number;
  /** Calls that were refused after containment: without one, nothing was proven. */
  refusedAfter: number;
  refusedAfterRelease: number;
}

export interface Score {
  clouds: Record<Cloud, CloudScore>;
  audit: { events: number; valid: boolean };
  selfApprovalRefused: boolean;
}

/** Real times in ms since the epoch. */
export interface Marks {
  approvedMs: number;
  verifiedMs: Partial<Record<Cloud, number>>;
  /** The moment before the release was approved. */
  releaseAskedMs: number;
  exact: Record<Cloud, boolean>;
}

/** Reads the score from the clouds' own call log, never from what Quell says of itself. */
export function scoreCloud(cloud: Cloud, calls: readonly Call[], marks: Marks): CloudScore {
  const theirs = calls.filter((c) => c.cloud === cloud && c.who === 'attacker');
  const allowed = theirs.filter((c) => c.allowed);
  const verifiedMs = marks.verifiedMs[cloud] ?? Number.POSITIVE_INFINITY;
  const contained = (c: Call) => c.realMs > verifiedMs && c.realMs < marks.releaseAskedMs;
  const released = (c: Call) => c.realMs >= marks.releaseAskedMs;
  const during = allowed.filter((c) => c.realMs > marks.approvedMs && c.realMs < marks.releaseAskedMs);
  return {
    allowedBefore: allowed.filter((c) => c.realMs <= marks.approvedMs).length,
    allowedAfter: allowed.filter(contained).length,
    containMs: Math.max(0, ...during.map((c) => c.realMs - marks.approvedMs)),
    verifiedMs: Number.isFinite(verifiedMs) ? verifiedMs - marks.approvedMs : -1,
    verified: Number.isFinite(verifiedMs),
    releaseExact: marks.exact[cloud],
    allowedAfterRelease: allowed.filter(released).length,
    refusedAfter: theirs.filter((c) => !c.allowed && contained(c)).length,
    refusedAfterRelease: theirs.filter((c) => !c.allowed && released(c)).length,
  };
}

/** Every cell that is not what it should be, in words. */
export function complaints(score: Score): string[] {
  const found: string[] = [];
  for (const cloud of CLOUDS) {
    const c = score.clouds[cloud];
    const say = (wrong: boolean, what: string) => wrong && found.push(`${cloud}: ${what}`);
    say(c.allowedBefore === 0, 'the attack was not under way before containment');
    say(!c.verified, 'not verified');
    say(c.allowedAfter > 0, `${c.allowedAfter} of the attacker’s calls were allowed after it was verified`);
    say(c.refusedAfter === 0, 'the attacker made no call after containment, so nothing is proven');
    say(!c.releaseExact, 'the release did not restore the state exactly');
    say(c.allowedAfterRelease > 0, `${c.allowedAfterRelease} of the attacker’s calls were allowed after the release`);
    say(c.refusedAfterRelease === 0, 'the attacker made no call after the release, so nothing is proven');
  }
  if (!score.audit.valid) found.push('the audit log is broken');
  if (!score.selfApprovalRefused) found.push('the requester could approve the own plan');
  return found;
}

const seconds = (ms: number) => (ms < 0 ? '-' : (ms / 1000).toFixed(1));

/** The table that the demo ends with. */
export function renderScore(score: Score): string {
  const rows: [string, (c: CloudScore) => string][] = [
    ['attacker’s calls allowed before', (c) => String(c.allowedBefore)],
    ['allowed after it was verified', (c) => String(c.allowedAfter)],
    ['refused after it was verified', (c) => String(c.refusedAfter)],
    ['approval to last allowed call, s', (c) => seconds(c.containMs)],
    ['approval to verified, s', (c) => seconds(c.verifiedMs)],
    ['release exact', (c) => (c.releaseExact ? 'yes' : 'NO')],
    ['allowed after the release', (c) => String(c.allowedAfterRelease)],
    ['refused after the release', (c) => String(c.refusedAfterRelease)],
  ];
  const line = (cells: string[]) =>
    `  ${cells[0]!.padEnd(34)}${cells
      .slice(1)
      .map((c) => c.padStart(9))
      .join('')}`;
  const clouds = CLOUDS.map((c) => score.clouds[c]);
  return [
    line(['', 'AWS', 'Google', 'Azure']),
    ...rows.map(([label, cell]) => line([label, ...clouds.map(cell)])),
  ].join('\n');
}
