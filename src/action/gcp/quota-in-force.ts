import { z } from 'zod';
import type { Gcp } from './cloud.ts';
import { dimensions, type GpuQuota, int64, keyOf, SERVICE } from './gpu-quota.ts';

const infoPage = z.object({
  quotaInfos: z
    .array(
      z.object({
        metric: z.string().default(''),
        dimensionsInfos: z
          .array(
            z.object({
              dimensions: dimensions.default({}),
              details: z.object({ value: int64.default(0) }).optional(),
              applicableLocations: z.array(z.string()).default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
});

/** The value in force for a quota, by its key; undefined where Google does not tell. */
export type InForce = (quota: Pick<GpuQuota, 'metric' | 'dimensions'>) => number | undefined;

/** Cloud Quotas' view of the same quotas: the value that is "currently in effect", not the one that was written. */
export async function valuesInForce(cloud: Gcp, signal: AbortSignal): Promise<InForce> {
  const infos: z.infer<typeof infoPage>['quotaInfos'] = [];
  let pageToken = '';
  do {
    const path = `/v1/projects/${cloud.id}/locations/global/services/${SERVICE}/quotaInfos`;
    const query = { pageSize: '100', ...(pageToken ? { pageToken } : {}) };
    const answer = await cloud.call({ service: 'cloudquotas', method: 'GET', path, query, signal }, infoPage);
    infos.push(...answer.quotaInfos);
    pageToken = answer.nextPageToken ?? '';
  } while (pageToken);
  return (wanted) => {
    const values = infos.filter((i) => i.metric === wanted.metric).flatMap((i) => i.dimensionsInfos);
    const exact = values.find((v) => keyOf({ metric: wanted.metric, dimensions: v.dimensions }) === keyOf(wanted));
    const { region = '', ...rest } = wanted.dimensions;
    const byDefault = values.find(
      (v) =>
        v.applicableLocations.includes(region) &&
        keyOf({ metric: '', dimensions: v.dimensions }) === keyOf({ metric: '', dimensions: rest }),
    );
    return (exact ?? byDefault)?.details?.value;
  };
}
