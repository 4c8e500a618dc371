import type { CloudEdge } from '../../src/domain/action.ts';
import { Playbook } from '../../src/domain/playbook.ts';
import type { Log } from '../../src/job/worker.ts';
import { policyOf } from '../../src/process/policy.ts';
import type { Role, Setup } from '../../src/process/setup.ts';
import { type House, shutDoor } from '../bench/doors/shut-door.ts';
import { memoryChat, PEOPLE, SECURITY } from '../bench/product/running.ts';
import { ACCOUNTS } from './house.ts';

/** A playbook that shuts this many doors, account after account in turn; their names begin with the input `doors`. */
export function shutting(count: number): Playbook {
  const step = (i: number) => ({
    id: `door-${i}`,
    action: shutDoor.id,
    with: { house: ACCOUNTS[i % ACCOUNTS.length]!, door: `\${ inputs.doors + "-${i}" }` },
  });
  return Playbook.parse({
    id: `shut-${count}`,
    title: `Shut ${count} doors`,
    describe: 'Shuts doors.',
    clouds: ['aws'],
    inputs: { doors: { type: 'string', describe: 'What their names begin with.' } },
    stages: [
      {
        id: 'shut',
        title: 'Shut the doors',
        needs: SECURITY,
        steps: Array.from({ length: count }, (_, i) => step(i)),
      },
    ],
  });
}

/** What goes wrong is said on one line, where whoever runs it can see it. */
const said = (word: string) => (data: object, message: string) => {
  const { error, err } = data as { error?: unknown; err?: { code?: string; cause?: unknown } };
  console.error(`${word}: ${message} ${[error, err?.code, err?.cause].filter(Boolean).join(': ')}`);
};
const complaining: Log = { info: () => undefined, warn: said('warning'), error: said('error') };

export interface Hiring {
  roles: readonly Role[];
  databaseUrl: string;
  redisUrl?: string;
  edge: CloudEdge<House>;
  /** Sizes of the plans that can be made. */
  sizes: readonly number[];
  /** Steps in hand: of one worker, and of one account over all of them. */
  concurrency: number;
  perAccount: number;
  log?: Log;
}

/** Shipped, and in this process. */
const POLICY = await policyOf({}, complaining);

/** The product as it is started in earnest, but for its cloud and its chat. */
export function companySetup({
  roles,
  databaseUrl,
  redisUrl,
  edge,
  sizes,
  concurrency,
  perAccount,
  log,
}: Hiring): Setup {
  return {
    roles: new Set(roles),
    databaseUrl,
    ...(redisUrl ? { redisUrl } : {}),
    people: PEOPLE,
    personOf: (principal) => PEOPLE.find((p) => p.id === principal.user),
    policy: POLICY,
    actions: new Map([[shutDoor.id, shutDoor]]),
    playbooks: new Map(sizes.map((size) => [`shut-${size}`, shutting(size)])),
    drills: [],
    protected: [],
    floors: { contain: SECURITY, release: SECURITY, earlyRelease: SECURITY },
    rules: { escalation: {}, freshSignIn: 'never' },
    approveSeconds: 600,
    executeSeconds: 3600,
    live: { edges: { aws: edge }, identities: new Map() },
    freshRange: () => Promise.reject(new Error('there are no drills here')),
    defaultPlace: { surface: 'console', tenant: 'local', channel: 'war-room' },
    surfaces: memoryChat,
    concurrency,
    perAccount,
    log: log ?? complaining,
  };
}
