import { standing } from '../approval/lend.ts';
import { refusal } from '../approval/refusal.ts';
import { incidentCard } from '../card/incident.ts';
import { planCard } from '../card/plan.ts';
import type { ChatOut } from '../command/surface.ts';
import type { Config } from '../config.ts';
import { mayLook } from '../desk/look.ts';
import { secondsSince } from '../desk/question.ts';
import { loadPlan, loadView } from '../desk/view.ts';
import type { Card } from '../domain/card.ts';
import { asFault } from '../domain/fault.ts';
import type { Place } from '../domain/incident.ts';
import type { Principal } from '../domain/person.ts';
import type { Log } from '../job/worker.ts';
import type { SurfacePorts } from './setup.ts';

/** Where incidents go that were declared outside of Teams. */
export function teamsPlace(config: Config): Place | undefined {
  const { teams } = config;
  return teams && { surface: 'teams', tenant: teams.tenants[0]!, channel: teams.channel };
}

type Desk = SurfacePorts['desk'];

/**
 * A plan's card without the buttons that would be refused to this person. It is a courtesy: whoever presses anyway is
 * refused by the record.
 */
async function planFor(desk: Desk, ref: string, who: Principal): Promise<Card> {
  const { plan, incident } = await desk.plans.ballot(ref);
  const view = await loadPlan(desk, plan);
  const card = planCard(view, incident, desk.people);
  const known = desk.personOf(who);
  if (!known) return { ...card, buttons: [] };
  const matter = { plan, suspects: incident.suspects, votes: view.votes };
  const { through, ...person } = standing(known, await desk.delegations.delegations(), desk.people, matter);
  const sinceSeconds = secondsSince(plan.createdAt, desk.now());
  const actor = { person: person.id, surface: who.surface };
  const ballot = { plan, incident, person, through, sinceSeconds, actor, authenticated: '' };
  const refused = refusal({ ...ballot, decision: 'approve' }, desk.people) !== undefined;
  return refused ? { ...card, buttons: card.buttons.filter((b) => b.verb !== 'approve') } : card;
}

/** There is none, or none for this person: the difference is not told. */
const NOTHING = new Set([
  'plan.unknown',
  'incident.unknown',
  'command.unknown-you',
  'command.refused',
  'people.unreadable',
]);

/** The card that a reference stands for, as the record is now, for whoever may look at it; else undefined. */
export async function cardFor(desk: Desk, ref: string, who: Principal): Promise<Card | undefined> {
  try {
    if (ref.startsWith('plan-')) {
      await mayLook(desk, who, 'plan', { plan: ref });
      return await planFor(desk, ref, who);
    }
    await mayLook(desk, who, 'show', { incident: ref });
    return incidentCard(await loadView(desk, ref));
  } catch (thrown) {
    if (NOTHING.has(asFault(thrown).code)) return undefined;
    throw thrown;
  }
}

/**
 * Connects the tenant that quell.yaml names.
 *
 * @param account Entra object id of a person
 * @throws Fault when the settings would let anybody in, or the port is taken
 */
export async function connectTeams(
  config: Config,
  ports: SurfacePorts,
  log: Log,
  account: (person: string) => string | undefined,
): Promise<{ out: ChatOut; close(): Promise<void> }> {
  const [{ openTeams }, { whereIs }] = await Promise.all([
    import('../edge/teams/teams.ts'),
    import('../edge/teams/authentication.ts'),
  ]);
  const settings = config.teams!;
  const password = config.environment.teamsPassword?.reveal();
  const teams = await openTeams({
    appId: settings.app_id,
    appType: settings.app_type,
    ...(password ? { password } : {}),
    tenants: settings.tenants,
    port: settings.port,
    channel: settings.channel,
    ...whereIs(settings.cloud, settings.service_url),
    account,
    personOf: (who) => ports.desk.personOf(who),
    ...(config.console ? { consoleUrl: config.console.url } : {}),
    front: ports.front,
    cardOf: (ref, who) => cardFor(ports.desk, ref, who),
    seen: ports.seen,
    messageFor: ports.messageFor,
    remember: ports.remember,
    log,
  });
  await teams.start();
  return { out: teams.out, close: () => teams.close() };
}
