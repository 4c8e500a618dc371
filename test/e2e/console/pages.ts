import type { StepUp } from '../../../src/approval/step-up.ts';
import type { Event } from '../../../src/domain/event.ts';
import type { Incident } from '../../../src/domain/incident.ts';
import type { Person, Principal } from '../../../src/domain/person.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { openConsole } from '../../../src/edge/console/console.ts';
import type { ConsoleDesk } from '../../../src/edge/console/desk.ts';
import type { ConsoleSignIn } from '../../../src/edge/console/parts.ts';
import { type Database, openDatabase } from '../../../src/edge/postgres/database.ts';
import { append, auditRecord } from '../../../src/edge/postgres/events.ts';
import { linkRecord } from '../../../src/edge/postgres/links.ts';
import { signInRecord } from '../../../src/edge/postgres/sign-ins.ts';
import { stepUpRecord } from '../../../src/edge/postgres/step-ups.ts';
import { openPasskeys } from '../../../src/edge/sign-in/passkey.ts';
import { openSignIn } from '../../../src/edge/sign-in/provider.ts';
import { digestOf } from '../../../src/plan/digest.ts';
import { fullPlan } from '../../edge/console/cards.ts';
import { PEOPLE, World } from '../../edge/console/fixture.ts';
import { CLIENT, type Issuer, MFA, startIssuer } from '../../edge/sign-in/issuer.ts';
import { freePort } from '../../free-port.ts';
import { freshDatabase } from '../../postgres.ts';

export const subjectOf = (person: string) => `sub-${person}`;

const BO: Principal = { surface: 'slack', tenant: 'T0000001', user: 'U0000002' };

/** The console with its real record and an identity provider of other people's making; the desk behind it keeps what it is told. */
export interface Pages {
  origin: string;
  issuer: Issuer;
  db: Database;
  parts: ConsoleSignIn;
  incident: Incident;
  /** What the desk says of the plan; a test may change it. */
  plan: Plan;
  world: World;
  desk: ConsoleDesk;
  /** Votes that came out of a fresh sign-in. */
  cast: { link: StepUp; person: Person; authenticated: string }[];
  bugs: unknown[];
  /** A link as the desk begins it when somebody presses Approve in a chat; its path. */
  link(person?: string): Promise<string>;
  events(): Promise<Event[]>;
  close(): Promise<void>;
}

/** @param host a name of this machine: passkeys want one, and no number */
export async function startPages(host = '127.0.0.1'): Promise<Pages> {
  const port = await freePort();
  const origin = `http://${host}:${port}`;
  const [issuer, database] = await Promise.all([startIssuer([`${origin}/sign-in/callback`]), freshDatabase()]);
  const db = await openDatabase(database.url, 4);
  const stepUps = stepUpRecord(db);
  const world = new World();
  const { incident, plan } = await planned(db);
  const parts: ConsoleSignIn = {
    signIn: openSignIn({
      issuer: issuer.url,
      client_id: CLIENT.id,
      freshness: 'auth_time',
      acr: { claim: 'acr', values: [MFA] },
      secret: CLIENT.secret,
      redirect: () => `${origin}/sign-in/callback`,
    }),
    passkeys: openPasskeys(() => origin),
    stepUps,
    signIns: signInRecord(db),
    links: linkRecord(db),
    personBy: (iss, sub) => (iss === issuer.url ? PEOPLE.find((p) => subjectOf(p.id) === sub) : undefined),
    hint: () => undefined,
    asked: async (id) =>
      id === pages.plan.id ? { plan: pages.plan, votes: [], card: fullPlan(id, 'live') } : undefined,
    cast: async (link, person, authenticated) => {
      pages.cast.push({ link, person, authenticated });
      return world.note('You approved it', 'Your approval counts.');
    },
    note: (event) => append(db, [event]),
    account: ({ surface, user }) => `${surface} account ${user}`,
    slackCommand: '/stop',
  };
  const bugs: unknown[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (data: object) => void bugs.push(data) };
  const { range: _, ...desk }: ConsoleDesk = world.desk;
  const opened = await openConsole({ port, demo: false, address: origin, front: world, desk, log, signIn: parts });
  const pages: Pages = {
    origin,
    issuer,
    db,
    parts,
    incident,
    plan,
    world,
    desk,
    cast: [],
    bugs,
    async link(id = 'bo') {
      const person = PEOPLE.find((p) => p.id === id)!;
      const { token } = await stepUps.begin({ plan, incident, person, principal: BO, decision: 'approve' });
      return `/stepup/${token}`;
    },
    events: () => auditRecord(db).events(incident.id),
    async close() {
      await opened.close();
      await db.close();
      await Promise.all([issuer.close(), database.drop()]);
    },
  };
  return pages;
}

/** A plan that waits, in the record. */
async function planned(db: Database): Promise<{ incident: Incident; plan: Plan }> {
  const at = new Date().toISOString();
  const later = new Date(Date.now() + 600_000).toISOString();
  const incident: Incident = {
    id: 'INC-1',
    title: 'ml-train used from outside',
    severity: 1,
    mode: 'live',
    status: 'open',
    commander: 'ada',
    suspects: [],
    declaredAt: at,
  };
  const body: Plan['body'] = {
    incident: incident.id,
    mode: 'live',
    kind: 'contain',
    playbook: { id: 'compromised-workload-identity', title: 'Compromised workload identity', digest: '0' },
    inputs: {},
    requester: 'ada',
    reason: 'tried',
    early: false,
    stages: [],
    unplanned: [],
  };
  const { text, digest } = digestOf(body);
  const plan: Plan = {
    id: 'plan-1',
    body,
    digest,
    createdAt: at,
    approveBy: later,
    executeBy: later,
    status: 'pending',
  };
  await db.query(
    `insert into incident (id, title, severity, mode, status, commander, suspects) values ($1, $2, 1, 'live', 'open', 'ada', '{}')`,
    [incident.id, incident.title],
  );
  await db.query(
    `insert into plan (id, incident, requester, kind, body, digest, status, approve_by, execute_by)
     values ($1, $2, 'ada', 'contain', $3, $4, 'pending', $5, $5)`,
    [plan.id, incident.id, text, digest, later],
  );
  return { incident, plan };
}
