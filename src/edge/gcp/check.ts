import { z } from 'zod';
import type { Gcp } from '../../action/gcp/cloud.ts';
import type { Access, Check } from '../../domain/action.ts';
import { asFault } from '../../domain/fault.ts';
import type { Target } from './open.ts';

type Open = (id: string, access: Access) => Promise<Gcp>;

/** One line for each target and identity, and one for each workforce pool: a cheap read, with what mends a failure. */
export async function checkTargets(
  targets: (Target & { name: string })[],
  pools: string[],
  open: Open,
): Promise<Check[]> {
  const lines = targets.flatMap((target) =>
    (['read', 'write'] as const).map((access) => checkTarget(target, access, open)),
  );
  const organization = targets.find((t) => t.kind === 'organization');
  const more = organization ? pools.map((pool) => checkPool(organization, pool, open)) : [];
  return Promise.all([...lines, ...more]);
}

async function checkTarget(target: Target & { name: string }, access: Access, open: Open): Promise<Check> {
  const label = target.name === target.id ? target.id : `${target.id} (${target.name})`;
  const email = access === 'read' ? target.quell.reader : target.quell.responder;
  const what = `Google Cloud ${target.kind} ${label}, ${access === 'read' ? 'reader' : 'responder'} ${email}`;
  return attempt(what, access, async () => {
    const cloud = await open(target.id, access);
    await cloud.now();
    return 'reads its target';
  });
}

async function checkPool(target: Target, pool: string, open: Open): Promise<Check> {
  return attempt(`Google Cloud workforce pool ${pool}`, 'read', async () => {
    const cloud = await open(target.id, 'read');
    const path = `/v1/locations/global/workforcePools/${encodeURIComponent(pool)}`;
    const signal = AbortSignal.timeout(20_000);
    const shape = z.object({ parent: z.string() });
    const { parent } = await cloud.call({ service: 'iam', method: 'GET', path, signal }, shape);
    return `belongs to ${parent}`;
  });
}

async function attempt(what: string, access: Access, look: () => Promise<string>): Promise<Check> {
  try {
    return { ok: true, what, saw: await look(), access };
  } catch (error) {
    const fault = asFault(error);
    return { ok: false, what, saw: fault.message, fix: fault.fix, access };
  }
}
