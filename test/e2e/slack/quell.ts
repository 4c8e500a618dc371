import type { Front, Inbound, Reply } from '../../../src/command/surface.ts';
import type { Card, Form, MessageRef } from '../../../src/domain/card.ts';
import type { Place } from '../../../src/domain/incident.ts';
import type { StepState } from '../../../src/domain/run.ts';
import type { SlackOptions } from '../../../src/edge/slack/options.ts';
import { openSlack, type Slack } from '../../../src/edge/slack/slack.ts';

/** What the acceptance test needs of Quell: that it is connected, and that it can be stopped. */
export interface Quell {
  close(): Promise<void>;
}

const PEOPLE = new Map([
  ['UADA', 'Ada'],
  ['UBO', 'Bo'],
]);

const PLAYBOOK = 'compromised-workload-identity';

function form(ref: string | undefined): Form {
  return {
    title: 'Contain',
    verb: 'contain',
    ...(ref ? { ref } : {}),
    submit: 'Plan it',
    fields: [
      {
        name: 'playbook',
        label: 'What happened',
        type: 'choice',
        required: true,
        choices: [{ value: PLAYBOOK, label: 'A workload identity is used from outside' }],
      },
      { name: 'identity', label: 'Identity', type: 'text', required: true, hint: 'As named in quell.yaml.' },
    ],
  };
}

function notice(title: string, summary: string): Reply {
  const card: Card = {
    kind: 'notice',
    id: 'notice',
    mode: 'live',
    tone: 'neutral',
    title,
    summary,
    blocks: [],
    buttons: [],
  };
  return { card, public: false, data: {}, exit: 0 };
}

function refused(code: string, summary: string): Reply {
  const card: Card = {
    kind: 'fault',
    id: code,
    mode: 'live',
    tone: 'bad',
    title: 'Not counted',
    summary,
    blocks: [{ block: 'warning', text: [summary] }],
    buttons: [],
  };
  return { card, public: false, data: {}, exit: 1 };
}

/** A Quell that keeps everything in memory and has one incident: enough flow for the surface to be seen at work. */
class SmallQuell implements Front {
  slack: Slack | undefined;
  #title = '';
  #head: MessageRef | undefined;
  #plan: { ref: MessageRef; requester: string; identity: string; approvedBy?: string } | undefined;

  formFor = (text: string) => (text.trim() === 'contain' ? form(undefined) : undefined);
  formOf = (verb: string, ref: string) => (verb === 'contain' ? form(ref) : undefined);

  async command(text: string, from: Inbound): Promise<Reply> {
    const [verb, ...rest] = text.split(' ');
    if (verb === 'declare') return this.#declare(rest.join(' ').replace(/ ?sev=\d/, ''), from);
    if (verb === 'whoami') return notice('You', `Quell takes you for ${PEOPLE.get(from.who.user)}.`);
    return refused('command.syntax', `There is no command "${verb}".`);
  }

  async press(verb: string, _ref: string, values: Record<string, string>, from: Inbound): Promise<Reply> {
    if (verb === 'contain') return this.#contain(values, from);
    if (verb === 'approve') return this.#approve(from);
    return refused('command.syntax', 'This button is not known.');
  }

  async #declare(title: string, from: Inbound): Promise<Reply> {
    this.#title = title;
    const place = { ...(from.where ?? this.slack!.home) };
    delete (place as Partial<Place>).thread;
    this.#head = await this.slack!.out.post(place, this.#incident('Open. Nothing has been contained yet.'), 'INC-1');
    return notice('INC-1', 'INC-1 is open. You command it.');
  }

  async #contain(values: Record<string, string>, from: Inbound): Promise<Reply> {
    const { identity = '' } = values;
    if (identity !== 'ml-train') return refused('command.input', 'identity is not in quell.yaml. Use ml-train.');
    const place = this.slack!.out.threadOf(this.#head!);
    const requester = from.who.user;
    const ref = await this.slack!.out.post(place, this.#planCard(identity, requester), 'plan');
    this.#plan = { ref, requester, identity };
    return notice('Planned', 'The plan is in the thread. Somebody else must approve it.');
  }

  async #approve(from: Inbound): Promise<Reply> {
    const plan = this.#plan!;
    if (from.who.user === plan.requester) {
      return refused('approval.requester', 'You asked for this plan, so somebody else must approve it: Bo.');
    }
    if (plan.approvedBy) return refused('approval.decided', `Already decided by ${plan.approvedBy}.`);
    plan.approvedBy = PEOPLE.get(from.who.user)!;
    for (const state of ['applied', 'verified'] as const) {
      await this.slack!.out.update(plan.ref, this.#planCard(plan.identity, plan.requester, plan.approvedBy, state));
    }
    await this.slack!.out.update(this.#head!, this.#incident('Contained on 3 clouds.'));
    return notice('Approved', 'Your approval is recorded.');
  }

  #incident(state: string): Card {
    return {
      kind: 'incident',
      id: 'INC-1',
      mode: 'live',
      severity: 1,
      tone: 'warning',
      title: `INC-1: ${this.#title}`,
      summary: state,
      blocks: [
        { block: 'text', text: [{ strong: state }] },
        { block: 'facts', facts: [{ label: 'Commander', value: [{ person: 'ada' }] }] },
      ],
      buttons: [{ verb: 'contain', ref: 'INC-1', label: 'Contain…', style: 'danger' }],
    };
  }

  #planCard(identity: string, requester: string, by?: string, state?: StepState): Card {
    const line = (cloud: 'aws' | 'gcp' | 'azure', title: string) => ({ cloud, title, ...(state ? { state } : {}) });
    return {
      kind: 'plan',
      id: 'P-1',
      mode: 'live',
      severity: 1,
      tone: 'warning',
      title: `Contain workload identity ${identity} on 3 clouds`,
      summary: by ? `Approved by ${by}.` : 'Waits for 1 of security-oncall.',
      blocks: [
        ...(by ? [{ block: 'text' as const, text: [{ strong: `Approved by ${by}` }] }] : []),
        {
          block: 'stage',
          title: '1  Stop what the attacker holds now',
          needs: 'needs 1 of security-oncall',
          steps: [
            line('aws', `Deny sessions of role ${identity} issued before now`),
            line('gcp', `Disable service account ${identity}@ml-prod.iam.gserviceaccount.com`),
            line('azure', `Disable service principal ${identity}`),
          ],
        },
        {
          block: 'facts',
          facts: [{ label: 'Requested by', value: [{ person: requester === 'UADA' ? 'ada' : 'bo' }] }],
        },
      ],
      buttons: by ? [] : [{ verb: 'approve', ref: 'P-1', label: 'Approve', style: 'primary' }],
    };
  }
}

/** Connects Quell to a workspace. The one place to change when the acceptance is to meet another desk. */
export async function startQuell(
  options: Pick<SlackOptions, 'botToken' | 'appToken' | 'mode' | 'apiUrl' | 'team' | 'channel' | 'people'>,
): Promise<Quell> {
  const front = new SmallQuell();
  const claimed = new Set<string>();
  const posted = new Map<string, MessageRef>();
  const slack = await openSlack({
    ...options,
    front,
    seen: async (key) => claimed.size === claimed.add(key).size,
    messageFor: async (key) => posted.get(key),
    remember: async (key, ref) => void posted.set(key, ref),
    log: console,
  });
  front.slack = slack;
  await slack.start();
  return { close: () => slack.close() };
}
