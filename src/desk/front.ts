import { faultCard } from '../card/notice.ts';
import { denyForm } from '../card/plan.ts';
import { commandOf, parseCommand } from '../command/parse.ts';
import type { Front, Inbound, Reply } from '../command/surface.ts';
import type { Arg, Command, Verb } from '../command/table.ts';
import type { Field, Form } from '../domain/card.ts';
import { asFault, Fault } from '../domain/fault.ts';
import type { Playbook } from '../domain/playbook.ts';
import type { Log } from '../job/worker.ts';
import * as about from './about.ts';
import * as again from './again.ts';
import * as plans from './contain.ts';
import * as decide from './decide.ts';
import * as incident from './incident.ts';
import { linkAccount, unlinkAccount } from './link.ts';
import type { Ask, DeskParts } from './parts.ts';
import { release } from './release.ts';
import { reply } from './reply.ts';
import { meetStranger } from './stranger.ts';

type Handler = (parts: DeskParts, ask: Ask) => Promise<Reply>;

/** One handler a verb; a verb of the table without one does not compile. */
const HANDLERS: Record<Verb, Handler> = {
  declare: incident.declare,
  contain: plans.contain,
  approve: decide.approve,
  deny: decide.deny,
  plan: plans.showPlan,
  retry: again.retry,
  settle: again.settle,
  release,
  incidents: incident.incidents,
  show: incident.show,
  timeline: incident.timeline,
  assign: incident.assign,
  note: incident.note,
  severity: incident.severity,
  close: incident.close,
  playbooks: about.playbooks,
  action: (parts, ask) => about.action(parts.plan.actions, ask.values.id),
  drill: about.drill,
  whoami: (_, ask) => about.whoami(ask),
  link: linkAccount,
  unlink: unlinkAccount,
  audit: about.audit,
  help: (_, ask) => about.help(ask.values.verb),
};

/** The argument that a button's reference stands for. */
function refName(command: Command): string {
  return command.args.some((a) => a.name === 'plan') ? 'plan' : 'incident';
}

/** `freeze_gpu` as people read it: `Freeze gpu`. */
function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
}

/** The field of a person in quell.yaml that a surface's id belongs into. */
const FIELDS = { slack: 'slack', teams: 'teams', console: 'id', cli: 'login' } as const;

/** Who vouches for a person, where the surface says no more. */
const SIGNED_IN = { slack: 'Slack', teams: 'Teams', console: 'the console', cli: 'the shell' } as const;

function unknownPerson(from: Inbound): Fault {
  const { surface, user } = from.who;
  return new Fault({
    code: 'command.unknown-you',
    message: 'Quell does not know you, so it does nothing for you.',
    fix: `Ask whoever keeps quell.yaml to add you under \`people\`, with ${FIELDS[surface]}: ${user.slice(0, 60)}.`,
  });
}

function missing(command: Command, names: string[]): Fault {
  return new Fault({
    code: 'command.missing',
    message: `\`${command.verb}\` needs ${names.join(' and ')}.`,
    fix: `For example: \`${command.example}\`.`,
  });
}

export class Desk implements Front {
  private readonly parts: DeskParts;
  private readonly log: Log;

  constructor(parts: DeskParts, log: Log) {
    this.parts = parts;
    this.log = log;
  }

  command(text: string, from: Inbound): Promise<Reply> {
    return this.answer(from, () => {
      const parsed = parseCommand(text);
      return { verb: parsed.verb, values: parsed.values };
    });
  }

  press(verb: string, ref: string, values: Record<string, string>, from: Inbound): Promise<Reply> {
    return this.answer(from, () => {
      const command = commandOf(verb);
      if (!command)
        throw new Fault({
          code: 'command.syntax',
          message: 'This button is not known.',
          fix: 'Use `help` for what can be done.',
        });
      return { verb: command.verb as Verb, values: { ...values, ...(ref ? { [refName(command)]: ref } : {}) } };
    });
  }

  formFor(text: string): Form | undefined {
    try {
      const { verb, values } = parseCommand(text);
      return this.formWith(verb, values, undefined);
    } catch {
      return undefined; // the command itself will say what is wrong with it
    }
  }

  formOf(verb: string, ref: string): Form | undefined {
    const command = commandOf(verb);
    if (!command) return undefined;
    if (verb === 'deny') return denyForm(ref);
    return this.formWith(verb as Verb, { [refName(command)]: ref }, ref);
  }

  private formWith(verb: Verb, values: Record<string, string>, ref: string | undefined): Form | undefined {
    const command = commandOf(verb)!;
    const fields: Field[] = command.args.filter((a) => a.required && !values[a.name]).map((a) => this.field(a));
    if (verb === 'contain') fields.push(...this.playbookFields(values, ref !== undefined));
    if (fields.length === 0) return undefined;
    const given = Object.entries(values).map(
      ([name, value]): Field => ({ name, label: labelOf(name), type: 'text', value, required: true }),
    );
    const kept = ref === undefined ? given : [];
    const title = `${verb[0]!.toUpperCase()}${verb.slice(1)}`;
    return {
      title,
      verb,
      ...(ref === undefined ? {} : { ref }),
      fields: [...kept, ...fields],
      submit: verb === 'contain' ? 'Plan it' : title,
    };
  }

  /** What the chosen playbook still needs; before one is chosen, what any of them needs, required only where all do. */
  private playbookFields(values: Record<string, string>, fromButton: boolean): Field[] {
    const chosen = values.playbook ? this.parts.playbooks.get(values.playbook) : undefined;
    if (!chosen && (values.playbook || !fromButton)) return [];
    const playbooks = chosen ? [chosen] : [...this.parts.playbooks.values()];
    const names = [...new Set(playbooks.flatMap((p) => Object.keys(p.inputs)))];
    return names.flatMap((name) => (values[name] === undefined ? this.inputField(name, playbooks) : []));
  }

  private inputField(name: string, playbooks: Playbook[]): Field[] {
    const asking = playbooks.filter((p) => {
      const spec = p.inputs[name];
      return spec && spec.default === undefined && !spec.optional;
    });
    const [first] = asking;
    if (!first) return [];
    const all = asking.length === playbooks.length;
    const spec = first.inputs[name]!;
    const choices = [...this.parts.identities('live').keys()].map((id) => ({ value: id, label: id }));
    const asChoice = spec.type === 'identity' && choices.length > 0;
    return [
      {
        name,
        label: labelOf(name),
        type: asChoice ? 'choice' : 'text',
        ...(asChoice ? { choices } : {}),
        required: all,
        hint: all ? spec.describe : `For ${asking.map((p) => p.title).join(', ')}: ${spec.describe}`,
      },
    ];
  }

  private field(arg: Arg): Field {
    const known = {
      playbooks: () => [...this.parts.playbooks.values()].map((p) => ({ value: p.id, label: p.title })),
      people: () => this.parts.people.map((p) => ({ value: p.id, label: p.name })),
      actions: () => [...this.parts.plan.actions.keys()].map((id) => ({ value: id, label: id })),
      drills: () => this.parts.drills.list().map((d) => ({ value: d.name, label: d.title })),
    };
    const choices =
      typeof arg.choices === 'string' ? known[arg.choices]() : arg.choices?.map((c) => ({ value: c, label: c }));
    const type = choices && choices.length > 0 ? 'choice' : arg.kind === 'rest' ? 'long-text' : 'text';
    const base: Field = { name: arg.name, label: labelOf(arg.name), type, required: arg.required, hint: arg.describe };
    return type === 'choice' ? { ...base, choices: choices! } : base;
  }

  /** What cannot be read is nothing that a stranger may do. */
  private async stranger(from: Inbound, read: () => { verb: Verb; values: Record<string, string> }): Promise<Reply> {
    let asked: ReturnType<typeof read>;
    try {
      asked = read();
    } catch {
      throw unknownPerson(from);
    }
    const answered = await meetStranger(this.parts, from, asked.verb, asked.values);
    if (!answered) throw unknownPerson(from);
    return answered;
  }

  private async answer(from: Inbound, read: () => { verb: Verb; values: Record<string, string> }): Promise<Reply> {
    try {
      const person = this.parts.personOf(from.who);
      if (!person) return await this.stranger(from, read);
      const { verb, values } = read();
      const command = commandOf(verb)!;
      const lacks = command.args.filter((a) => a.required && !values[a.name]).map((a) => a.name);
      if (lacks.length > 0) throw missing(command, lacks);
      if (!command.reads && !command.idempotent && (await this.parts.seen(from.dedupe))) {
        throw new Fault({ code: 'command.again', message: 'This was handled already.', fix: 'Nothing to do.' });
      }
      const actor = { person: person.id, surface: from.who.surface };
      const authenticated = from.authenticated ?? `by ${SIGNED_IN[from.who.surface]}`;
      const ask: Ask = {
        person,
        actor,
        principal: from.who,
        authenticated,
        values,
        ...(from.where ? { where: from.where } : {}),
      };
      return await HANDLERS[verb](this.parts, ask);
    } catch (thrown) {
      const fault = asFault(thrown);
      if (fault.code === 'quell.bug') this.log.error({ err: thrown }, 'a command met an unknown error');
      return reply(faultCard(fault), { error: fault.toJSON() }, 1);
    }
  }
}
