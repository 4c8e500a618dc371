import type { ChatOut } from '../../../src/command/surface.ts';
import type { Person } from '../../../src/domain/person.ts';
import type { Needs, Playbook } from '../../../src/domain/playbook.ts';
import { policyOf } from '../../../src/process/policy.ts';
import type { Role, Setup, SurfacePorts, Surfaces } from '../../../src/process/setup.ts';
import { doorsEdge, shutDoor } from '../doors/shut-door.ts';
import type { Servers } from '../servers.ts';

/** Ana asks, Bo approves. */
export const PEOPLE: readonly Person[] = [
  { id: 'ana', name: 'Ana', groups: ['responders'] },
  { id: 'bo', name: 'Bo', groups: ['security'] },
];
export const SECURITY: Needs[] = [{ group: 'security', count: 1 }];

/** One line each; nothing more once the bench is being ended, when everything has trouble. */
function complain(how: string, data: object, message: string): void {
  if (process.exitCode !== undefined) return;
  const { err, error = err } = data as { err?: unknown; error?: unknown };
  console.error(`${how}: ${message} ${error instanceof Error ? error.message : String(error ?? '')}`.trimEnd());
}

export const quiet = {
  info: () => undefined,
  warn: (data: object, message: string) => complain('warning', data, message),
  error: (data: object, message: string) => complain('error', data, message),
};

/** A chat that keeps its messages in memory, so that every card is made and posted as for a real one. */
export async function memoryChat(ports: SurfacePorts): Promise<Surfaces> {
  let posted = 0;
  const out: ChatOut = {
    surface: 'console',
    async post(place, _card, key) {
      const ref = { surface: place.surface, tenant: place.tenant, channel: place.channel, message: `m${++posted}` };
      await ports.remember(key, ref);
      return ref;
    },
    update: async () => undefined,
    threadOf: ({ surface, tenant, channel, message }) => ({ surface, tenant, channel, thread: message }),
    close: async () => undefined,
  };
  return { outs: [out], close: async () => undefined };
}

/** Shipped, and in this process. */
const POLICY = await policyOf({}, quiet);

export interface OnDoors extends Servers {
  playbooks: readonly Playbook[];
  roles?: readonly Role[];
}

/** The product as it is started in earnest, but for its cloud and its chat. */
export function onDoors({ databaseUrl, redisUrl, doorsUrl, playbooks, roles }: OnDoors): Setup {
  return {
    roles: new Set(roles ?? ['chat', 'worker']),
    databaseUrl,
    ...(redisUrl ? { redisUrl } : {}),
    people: PEOPLE,
    personOf: (principal) => PEOPLE.find((p) => p.id === principal.user),
    policy: POLICY,
    actions: new Map([[shutDoor.id, shutDoor]]),
    playbooks: new Map(playbooks.map((p) => [p.id, p])),
    drills: [],
    protected: ['role/break-glass'],
    floors: { contain: SECURITY, release: SECURITY, earlyRelease: SECURITY },
    rules: { escalation: {}, freshSignIn: 'never' },
    approveSeconds: 600,
    executeSeconds: 3600,
    live: { edges: { aws: doorsEdge(doorsUrl) }, identities: new Map() },
    freshRange: () => Promise.reject(new Error('the bench has no drills')),
    defaultPlace: { surface: 'console', tenant: 'local', channel: 'bench' },
    surfaces: memoryChat,
    concurrency: 16,
    perAccount: 64,
    log: quiet,
  };
}
