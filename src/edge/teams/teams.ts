import type { Activity as BotActivity } from 'botbuilder';
import type { ChatOut } from '../../command/surface.ts';
import type { Card } from '../../domain/card.ts';
import type { Place } from '../../domain/incident.ts';
import { openOutbox } from '../outbox.ts';
import { Adapter } from './adapter.ts';
import { AUDIENCE, authentication, checkOptions } from './authentication.ts';
import { openChatOut } from './chat-out.ts';
import type { Desk } from './desk.ts';
import { type Answer, Door } from './door.ts';
import { draw } from './draw.ts';
import { formCard } from './form-card.ts';
import { Activity, tenantOf } from './inbound.ts';
import { peopleOf } from './mentions.ts';
import { onInvoke } from './on-invoke.ts';
import { onMessage } from './on-message.ts';
import type { TeamsOptions } from './options.ts';
import { PACE } from './pace.ts';
import { Members } from './people.ts';
import { openRoster } from './roster.ts';
import { openSend } from './send.ts';
import { WAITS } from './waits.ts';

export interface Teams {
  out: ChatOut;
  /** Where an incident is posted that was declared elsewhere. */
  home: Place;
  /** Begins to listen. @throws Fault when the port is taken */
  start(): Promise<void>;
  /** Stops listening, lets what waits go out for two seconds, and leaves nothing running. */
  close(): Promise<void>;
  port(): number | undefined;
}

const ok: Answer = { status: 200 };

/**
 * Teams through Bot Framework, over signed HTTP. Opening checks the settings; nothing is heard before `start`.
 *
 * @throws Fault `teams.not-configured`: without an id and a tenant the bot would believe everybody
 */
export async function openTeams(options: TeamsOptions): Promise<Teams> {
  checkOptions(options);
  const { appId, log } = options;
  const tenant = options.tenants[0]!;
  const allowed = new Set(options.tenants);
  const waits = { ...WAITS, ...options.waits };
  const adapter = new Adapter(authentication(options));
  const outbox = openOutbox(PACE);
  const send = openSend(adapter, outbox, {
    appId,
    tenant,
    serviceUrl: options.serviceUrl,
    audience: options.endpoints?.audience ?? AUDIENCE,
    callMs: waits.callMs,
  });
  const members = new Members();
  const roster = openRoster({
    read: (channel) => send.members(channel),
    saw: (member) => members.saw(member),
    waits,
    log,
  });
  const working = new Set<Promise<unknown>>();

  const mention = (person: string) => members.of(options.account(person));
  const looks = { mention, ...(options.consoleUrl ? { consoleUrl: options.consoleUrl } : {}) };
  // The decision stands at the end of a plan's card, so those who can approve are named last and refreshed first.
  const refreshing = (card: Card) => {
    if (card.kind !== 'plan') return {};
    return {
      refreshFor: peopleOf(card)
        .reverse()
        .flatMap((person) => mention(person)?.id ?? []),
    };
  };
  const message = (card: Card) => {
    const { attachment, summary } = draw(card, { ...looks, ...refreshing(card) });
    return { type: 'message', attachments: [attachment], summary };
  };
  const desk: Desk = {
    front: options.front,
    cardOf: options.cardOf,
    seen: options.seen,
    log,
    answerMs: waits.answerMs,
    send,
    message,
    content: (card, back) =>
      draw(card, { ...looks, ...refreshing(card), ...(back ? { back } : {}) }).attachment.content,
    formMessage: (form, wrong) => ({ type: 'message', attachments: [formCard(form, wrong)], summary: form.title }),
    formContent: (form, wrong) => formCard(form, wrong).content,
    personOf: (user) => options.personOf({ surface: 'teams', tenant, user })?.id,
  };

  async function heard(activity: Activity): Promise<Answer> {
    const from = tenantOf(activity);
    if (!from || !allowed.has(from)) {
      log.warn({ tenant: from }, 'an activity of another tenant was refused');
      return { status: 403 };
    }
    if (!activity.id || activity.from.id.startsWith('28:')) return ok;
    members.saw(activity.from);
    send.at(activity.serviceUrl);
    const dedupe = `teams:${activity.id}`;
    if (activity.type === 'invoke')
      return activity.name === 'adaptiveCard/action' ? onInvoke(desk, activity, from, dedupe) : { status: 501 };
    if (activity.type !== 'message') return ok;
    const work = onMessage(desk, activity, from, dedupe)?.finally(() => working.delete(work!));
    if (work) working.add(work);
    return ok;
  }

  const door = new Door(async (authorization, body) => {
    const activity = Activity.safeParse(body);
    if (!activity.success) return { status: 400 };
    let answer: Answer = ok;
    await adapter.hear(authorization, body as BotActivity, async () => {
      answer = await heard(activity.data);
    });
    return answer;
  }, log);

  const out = openChatOut({
    ...options,
    send,
    outbox,
    tenant,
    message,
    memberOf: (account) => members.of(account)?.id ?? account,
    known: (channel) => roster.known(channel),
  });
  return {
    out,
    home: { surface: 'teams', tenant, channel: options.channel },
    start: () => door.open(options.port, options.host),
    port: () => door.port(),
    async close() {
      await door.close();
      await out.close();
      send.stop();
      await Promise.allSettled([roster.close(), ...working]);
    },
  };
}
