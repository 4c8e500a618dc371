import type { Change } from '../../domain/action.ts';
import type { Gcp } from './cloud.ts';
import { type GpuQuota, keyOf } from './gpu-quota.ts';

type Frozen = { limit: string; metric: string; dimensions: Record<string, string>; override: number | null };

/** What stood before a freeze: the override of each quota (null for none), and the adjuster. */
export type Prior = { quotas: Frozen[]; adjuster: string };

export interface Now {
  quotas: GpuQuota[];
  adjuster: string;
}

/** The quotas of the receipt as they are now; one that Google no longer lists has no override. */
export function ours(prior: Prior, now: Now): GpuQuota[] {
  const current = new Map(now.quotas.map((q) => [keyOf(q), q]));
  return prior.quotas.map((q) => current.get(keyOf(q)) ?? { ...q, override: undefined });
}

/** What a freeze changes. */
export function freezing(cloud: Gcp, prior: Prior): Change[] {
  const quotas = prior.quotas.filter((q) => q.override !== 0).map((q) => change(cloud, q, q.override, 0));
  const { adjuster: was } = prior;
  return was === 'DISABLED' ? quotas : [...quotas, adjusterChange(cloud, was, 'DISABLED')];
}

/** Quotas that still bear the 0 that Quell wrote, each with the value to put back. */
export function restorable(prior: Prior, now: Now): [GpuQuota, number | null][] {
  return ours(prior, now)
    .map((quota, i): [GpuQuota, number | null] => [quota, prior.quotas[i]?.override ?? null])
    .filter(([quota, before]) => quota.override?.value === 0 && before !== 0);
}

/** The adjuster knows three values, and only the one that Quell wrote is Quell's to change. */
export function isAdjusterOurs(prior: Prior, now: Now): boolean {
  return now.adjuster === 'DISABLED' && prior.adjuster !== 'DISABLED';
}

/** What a release changes, and what it leaves because somebody else wrote it since. */
export function difference(cloud: Gcp, prior: Prior, now: Now): { changes: Change[]; kept: Change[] } {
  const changes = restorable(prior, now).map(([q, before]) => change(cloud, q, 0, before));
  const kept = ours(prior, now)
    .map((q, i) => ({ q, before: prior.quotas[i]?.override ?? null, value: q.override?.value ?? null }))
    .filter(({ before, value }) => value !== 0 && value !== before)
    .map(({ q, value }) => change(cloud, q, 0, value));
  if (isAdjusterOurs(prior, now)) changes.push(adjusterChange(cloud, 'DISABLED', prior.adjuster));
  else if (now.adjuster !== prior.adjuster) kept.push(adjusterChange(cloud, 'DISABLED', now.adjuster));
  return { changes, kept };
}

function change(
  cloud: Gcp,
  { metric, dimensions }: Pick<GpuQuota, 'metric' | 'dimensions'>,
  before: number | null,
  after: number | null,
): Change {
  const place = Object.values(dimensions).join(' ') || 'all regions';
  const text = (value: number | null) => (value === null ? null : String(value));
  const resource = `//serviceusage.googleapis.com/projects/${cloud.id}/services/compute.googleapis.com`;
  return { resource, field: `quota override ${metric} (${place})`, before: text(before), after: text(after) };
}

function adjusterChange(cloud: Gcp, before: string, after: string): Change {
  const resource = `//cloudquotas.googleapis.com/projects/${cloud.id}/locations/global/quotaAdjusterSettings`;
  return { resource, field: 'quota adjuster', before, after };
}
