import type { SignIn } from '../approval/sign-in.ts';
import { fullPlanCard } from '../card/plan.ts';
import { SLACK_COMMAND } from '../command/typed.ts';
import type { Config } from '../config.ts';
import { castProven } from '../desk/prove.ts';
import { loadPlan } from '../desk/view.ts';
import { asFault } from '../domain/fault.ts';
import type { Principal } from '../domain/person.ts';
import type { OpenConsole } from '../edge/console/console.ts';
import type { ConsoleSignIn } from '../edge/console/parts.ts';
import type { Log } from '../job/worker.ts';
import { consoleDesk } from './console.ts';
import type { People } from './people.ts';
import type { SurfacePorts } from './setup.ts';

/** Where the provider sends people back to. */
export const CALLBACK = '/sign-in/callback';

const NAMES = { slack: 'the Slack account', teams: 'the Teams account', cli: 'the login', console: 'the account' };

function account({ surface, tenant, user }: Principal): string {
  return surface === 'cli' ? `${NAMES.cli} ${user}` : `${NAMES[surface]} ${user} of ${tenant}`;
}

/** What the console's sign-in pages need, out of the running product. */
export async function consoleSignIn(
  { desk, signIn: record }: Pick<SurfacePorts, 'desk' | 'signIn'>,
  directory: People,
  signIn: SignIn,
  origin: () => string,
): Promise<ConsoleSignIn> {
  const { openPasskeys } = await import('../edge/sign-in/passkey.ts');
  const { stepUps, signIns, links } = record;
  return {
    signIn,
    passkeys: openPasskeys(origin),
    stepUps,
    signIns,
    links,
    personBy: directory.personBy,
    hint: directory.hintOf,
    async asked(id) {
      try {
        const plan = await desk.plans.plan(id);
        const incident = await desk.incidents.incident(plan.body.incident);
        const view = await loadPlan(desk, plan);
        return { plan, votes: view.votes, card: fullPlanCard(view, incident, desk.people) };
      } catch (thrown) {
        if (asFault(thrown).code.startsWith('plan.')) return undefined;
        throw thrown;
      }
    },
    cast: ({ plan, digest, principal, decision, reason, second, proof }, person, authenticated) =>
      castProven(desk, {
        plan,
        digest,
        person,
        principal,
        decision,
        authenticated,
        ...(reason ? { reason } : {}),
        ...(second ? { second } : {}),
        proof: proof!,
      }),
    note: (event) => desk.incidents.note([event]),
    account,
    slackCommand: desk.slackCommand ?? SLACK_COMMAND,
  };
}

/** The console of quell.yaml, for people who sign in; undefined where it has none. */
export async function openPages(
  config: Config,
  ports: SurfacePorts,
  directory: People,
  log: Log,
): Promise<OpenConsole | undefined> {
  const { console: pages, sign_in } = config;
  if (!pages || !sign_in) return undefined;
  const [{ openConsole }, { openSignIn }] = await Promise.all([
    import('../edge/console/console.ts'),
    import('../edge/sign-in/provider.ts'),
  ]);
  const origin = () => pages.url;
  const secret = config.environment.signInSecret?.reveal() ?? '';
  const provider = openSignIn({ ...sign_in, secret, redirect: () => `${origin()}${CALLBACK}` });
  return openConsole({
    host: pages.host,
    port: pages.port,
    address: pages.url,
    demo: false,
    front: ports.front,
    desk: consoleDesk(ports),
    log,
    signIn: await consoleSignIn(ports, directory, provider, origin),
  });
}
