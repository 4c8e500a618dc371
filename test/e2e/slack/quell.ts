import { ACTIONS } from '../../../src/action/registry.ts';
import type { MessageRef } from '../../../src/domain/card.ts';
import type { Person } from '../../../src/domain/person.ts';
import type { Needs } from '../../../src/domain/playbook.ts';
import { openSlack } from '../../../src/edge/slack/slack.ts';
import { readPlaybooks } from '../../../src/process/files.ts';
import { policyOf } from '../../../src/process/policy.ts';
import { type Quell, startQuell } from '../../../src/process/start.ts';
import { startAttack } from '../../../src/range/attack.ts';
import { groundOf } from '../../../src/range/ground.ts';
import { type Range, startRange } from '../../../src/range/range.ts';
import { freshDatabase } from '../../postgres.ts';
import { type LocalSlack, WORKSPACE } from './local-slack.ts';

/** Ada is on call and asks. Bo decides with her group, Cy with the platform's; Dan may not decide. */
export const PEOPLE: readonly (Person & { slack: string })[] = [
  { id: 'ada', name: 'Ada', groups: ['responders', 'security-oncall'], slack: 'UADA' },
  { id: 'bo', name: 'Bo', groups: ['security-oncall'], slack: 'UBO' },
  { id: 'cy', name: 'Cy', groups: ['cloud-platform'], slack: 'UCY' },
  { id: 'dan', name: 'Dan', groups: ['responders'], slack: 'UDAN' },
];

const ONCALL: Needs[] = [{ group: 'security-oncall', count: 1 }];
const BOTH: Needs[] = [...ONCALL, { group: 'cloud-platform', count: 1 }];

/** Quell as it is in earnest, with clouds that an attacker is in. */
export interface Running {
  quell: Quell;
  range: Range;
  /** A second door of the same app, over signed HTTP: the local workspace has no menus, so what they send comes in here. */
  menuPort: number;
  /** The message that shows what this key stands for. */
  messageOf(key: string): Promise<MessageRef>;
  close(): Promise<void>;
}

/** Ms of real time until a change in the range is enforced everywhere. */
const SETTLE = 300;

/** Connects the whole product to a local workspace: record and queue on PostgreSQL, both roles, three clouds. */
export async function startOn(workspace: LocalSlack): Promise<Running> {
  const database = await freshDatabase();
  const range = await startRange({ realNow: Date.now, random: Math.random, settleMs: SETTLE });
  const log = { info: () => undefined, warn: console.warn, error: console.error };
  let menuPort = 0;
  const quell = await startQuell({
    roles: new Set(['chat', 'worker']),
    databaseUrl: database.url,
    people: PEOPLE,
    personOf: (principal) => PEOPLE.find((p) => p.slack === principal.user),
    policy: await policyOf({}, log),
    actions: ACTIONS,
    playbooks: await readPlaybooks('playbooks', ACTIONS),
    drills: [],
    protected: [],
    floors: { contain: ONCALL, release: ONCALL, earlyRelease: BOTH },
    rules: { escalation: {}, freshSignIn: 'never' },
    approveSeconds: 600,
    executeSeconds: 3600,
    live: groundOf(range),
    freshRange: () => Promise.reject(new Error('this workspace has no drills')),
    concurrency: 16,
    perAccount: 8,
    log,
    surfaces: async (ports) => {
      const options = {
        botToken: WORKSPACE.app.botToken,
        apiUrl: `${workspace.url}/api/`,
        team: WORKSPACE.workspace.teamId,
        channel: 'C1',
        account: (person: string) => PEOPLE.find((p) => p.id === person)?.slack,
        accounts: (person: string) => PEOPLE.flatMap((p) => (p.id === person && p.slack ? [p.slack] : [])),
        personOf: (user: string) => PEOPLE.find((p) => p.slack === user)?.id,
        ...ports,
        log,
      };
      const slack = await openSlack({ ...options, appToken: WORKSPACE.app.appToken, mode: 'socket' });
      await slack.start();
      const { signingSecret } = WORKSPACE.app;
      const door = await openSlack({ ...options, signingSecret, mode: 'http', port: 0 });
      await door.start();
      menuPort = door.port()!;
      return { outs: [slack.out], close: () => Promise.all([slack.close(), door.close()]).then(() => undefined) };
    },
  });
  const attack = startAttack(range);
  return {
    quell,
    range,
    menuPort,
    messageOf: async (key) =>
      (await quell.db.query<{ ref: MessageRef }>('select ref from message where key = $1', [key])).rows[0]!.ref,
    close: async () => {
      await attack.stop();
      await quell.close();
      await range.close();
      await database.drop();
    },
  };
}
