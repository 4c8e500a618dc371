import { ACTIONS } from '../../../src/action/registry.ts';
import type { Needs } from '../../../src/domain/playbook.ts';
import type { Credentials } from '../../../src/edge/teams/options.ts';
import { openTeams, type Teams } from '../../../src/edge/teams/teams.ts';
import { readPlaybooks } from '../../../src/process/files.ts';
import { policyOf } from '../../../src/process/policy.ts';
import { type Quell, startQuell } from '../../../src/process/start.ts';
import { cardFor } from '../../../src/process/teams.ts';
import { startAttack } from '../../../src/range/attack.ts';
import { groundOf } from '../../../src/range/ground.ts';
import { type Range, startRange } from '../../../src/range/range.ts';
import { CHANNEL_ISSUER } from '../../edge/teams/issuer.ts';
import { freshDatabase } from '../../postgres.ts';
import { COMPANY, TEAM, TENANT } from './playground.ts';

export const APP = '00000000-0000-4000-8000-00000000aaaa';

const GROUPS: Record<string, string[]> = {
  Ada: ['responders', 'security-oncall'],
  Bo: ['security-oncall', 'cloud-platform'],
};
/** Ada is on call and asks, Bo decides; the others have no part. */
const PEOPLE = COMPANY.map((one) => ({ ...one, id: one.name.toLowerCase(), groups: GROUPS[one.name] ?? [] }));

const ONCALL: Needs[] = [{ group: 'security-oncall', count: 1 }];
const BOTH: Needs[] = [...ONCALL, { group: 'cloud-platform', count: 1 }];

/** Speaks as the bot without Entra, which cannot be reached from here. */
export const BEARER = 'Bearer not-a-real-token';
const signing = {
  signRequest: async (request: { headers: { set(name: string, value: string): void } }) => {
    request.headers.set('authorization', BEARER);
    return request;
  },
};
const credentials = {
  isValidAppId: async (id: string) => id === APP,
  isAuthenticationDisabled: async () => false,
  createCredentials: async () => signing,
} as unknown as Credentials;

export interface Running {
  quell: Quell;
  range: Range;
  close(): Promise<void>;
}

/** Quell as it is in earnest, with authentication, on whatever stands for the Bot Connector. */
export async function startOn(at: {
  serviceUrl: string;
  metadata: string;
  opened(teams: Teams): void;
}): Promise<Running> {
  const database = await freshDatabase();
  const range = await startRange({ realNow: Date.now, random: Math.random, settleMs: 300 });
  const log = { info: () => undefined, warn: console.warn, error: console.error };
  const account = (person: string) => PEOPLE.find((p) => p.id === person)?.aadObjectId;
  const quell = await startQuell({
    roles: new Set(['chat', 'worker']),
    databaseUrl: database.url,
    people: PEOPLE.map(({ id, name, groups }) => ({ id, name, groups })),
    personOf: (principal) => PEOPLE.find((p) => principal.tenant === TENANT && p.aadObjectId === principal.user),
    policy: await policyOf({}, log),
    actions: ACTIONS,
    playbooks: await readPlaybooks('playbooks', ACTIONS),
    drills: [],
    protected: [],
    rules: { escalation: {}, freshSignIn: 'never' },
    floors: { contain: ONCALL, release: ONCALL, earlyRelease: BOTH },
    approveSeconds: 600,
    executeSeconds: 3600,
    live: groundOf(range),
    freshRange: () => Promise.reject(new Error('this team has no drills')),
    concurrency: 16,
    perAccount: 8,
    log,
    surfaces: async (ports) => {
      const teams = await openTeams({
        appId: APP,
        appType: 'single-tenant',
        credentials,
        endpoints: {
          openIdMetadata: at.metadata,
          issuer: CHANNEL_ISSUER,
          login: 'http://127.0.0.1:1/login',
          audience: CHANNEL_ISSUER,
        },
        tenants: [TENANT],
        port: 0,
        host: '127.0.0.1',
        channel: TEAM,
        serviceUrl: at.serviceUrl,
        account,
        personOf: (who) => ports.desk.personOf(who),
        cardOf: (ref, who) => cardFor(ports.desk, ref, who),
        ...ports,
        log,
      });
      await teams.start();
      at.opened(teams);
      return { outs: [teams.out], close: () => teams.close() };
    },
  });
  const attack = startAttack(range);
  return {
    quell,
    range,
    close: async () => {
      await attack.stop();
      await quell.close();
      await range.close();
      await database.drop();
    },
  };
}
