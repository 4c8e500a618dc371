import type { Inbound } from '../../command/surface.ts';

/** Who and where of a delivery. A direct message is nowhere: what is said there belongs to no incident's thread. */
export function inbound(from: {
  tenant: string;
  user: string;
  channel?: string | undefined;
  thread?: string | undefined;
  dedupe: string;
}): Inbound {
  const { tenant, user, channel, thread, dedupe } = from;
  const who = { surface: 'slack' as const, tenant, user };
  if (!channel || channel.startsWith('D')) return { who, dedupe };
  return { who, dedupe, where: { surface: 'slack', tenant, channel, ...(thread ? { thread } : {}) } };
}

/** Leaves out what is not there. */
export function asker(user: string, channel: string | undefined, thread: string | undefined) {
  return { user, ...(channel ? { channel } : {}), ...(thread ? { thread } : {}) };
}
