import { z } from 'zod';
import type { Gcp } from './cloud.ts';

export const SERVICE = 'compute.googleapis.com';

/** int64 is text in Google's JSON. */
export const int64 = z
  .string()
  .regex(/^-?\d+$/)
  .transform(Number);
export const dimensions = z.record(z.string(), z.string());
const override = z.object({ name: z.string(), overrideValue: int64.default(0), dimensions: dimensions.default({}) });

const bucket = z.object({
  effectiveLimit: int64.default(0),
  defaultLimit: int64.default(0),
  dimensions: dimensions.default({}),
  consumerOverride: override.optional(),
  producerOverride: override.optional(),
  adminOverride: override.optional(),
});

const page = z.object({
  metrics: z
    .array(
      z.object({
        metric: z.string(),
        consumerQuotaLimits: z
          .array(z.object({ name: z.string(), unit: z.string(), quotaBuckets: z.array(bucket).default([]) }))
          .default([]),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
});

type Bucket = z.infer<typeof bucket>;

/** One GPU quota as Service Usage knows it: a limit, for one set of dimensions. */
export interface GpuQuota {
  /** Full name of the limit; overrides are made below it. */
  limit: string;
  metric: string;
  dimensions: Record<string, string>;
  /** The consumer's own override, if there is one. */
  override: { name: string; value: number } | undefined;
}

/**
 * The quotas for GPUs and TPUs of a region (or of all) under which anything was granted. Whether something was granted
 * does not depend on consumer overrides, so the list is the same before and after a freeze.
 */
export async function gpuQuotas(cloud: Gcp, region: string, signal: AbortSignal): Promise<GpuQuota[]> {
  const found: GpuQuota[] = [];
  let pageToken = '';
  do {
    const path = `/v1beta1/projects/${cloud.id}/services/${SERVICE}/consumerQuotaMetrics`;
    const query = { view: 'BASIC', pageSize: '100', ...(pageToken ? { pageToken } : {}) };
    const answer = await cloud.call({ service: 'serviceusage', method: 'GET', path, query, signal }, page);
    for (const { metric, consumerQuotaLimits } of answer.metrics) {
      if (!isAccelerator(metric)) continue;
      for (const { name, unit, quotaBuckets } of consumerQuotaLimits)
        found.push(...inRegion(quotaBuckets, unit, region).map((b) => quota(name, metric, b)));
    }
    pageToken = answer.nextPageToken ?? '';
  } while (pageToken);
  return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** The same text for the same quota. */
export function keyOf({ metric, dimensions: at }: Pick<GpuQuota, 'metric' | 'dimensions'>): string {
  return `${metric} ${JSON.stringify(Object.fromEntries(Object.entries(at).sort(([a], [b]) => (a < b ? -1 : 1))))}`;
}

function quota(limit: string, metric: string, found: Bucket): GpuQuota {
  const own = found.consumerOverride;
  const value = own ? { name: own.name, value: own.overrideValue } : undefined;
  return { limit, metric, dimensions: found.dimensions, override: value };
}

/** `nvidia_a100_gpus`, `gpus_all_regions`, `tpus_per_family`; commitments are purchases and give no machine. */
function isAccelerator(metric: string): boolean {
  return /(^|_)(gpus?|tpus?|accelerators?)(_|$)/.test(metric.split('/')[1] ?? '') && !/commit/.test(metric);
}

function inRegion(buckets: Bucket[], unit: string, region: string): Bucket[] {
  const granted = buckets.filter(isGranted);
  if (region === 'all') return granted;
  const exact = granted.filter((b) => b.dimensions.region === region);
  if (exact.length > 0 || !unit.includes('{region}')) return exact;
  // A default without a region holds for every region that has no value of its own.
  return granted
    .filter((b) => b.dimensions.region === undefined)
    .map(({ consumerOverride: _, ...b }) => ({ ...b, dimensions: { ...b.dimensions, region } }));
}

/** An override of the consumer's own can only take away, so it grants nothing, and a freeze is none the less for it. */
function isGranted({ defaultLimit, producerOverride, adminOverride, effectiveLimit }: Bucket): boolean {
  const grants = [defaultLimit, producerOverride?.overrideValue, adminOverride?.overrideValue, effectiveLimit];
  return grants.some((g) => g !== undefined && g !== 0);
}
