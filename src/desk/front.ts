import { faultCard } from '../card/notice.ts';
import { checkValues, commandOf, parseCommand } from '../command/parse.ts';
import type { Front, Inbound, Reply } from '../command/surface.ts';
import type { Command, Verb } from '../command/table.ts';
import { typed } from '../command/typed.ts';
import type { Card, Form } from '../domain/card.ts';
import { asFault, Fault } from '../domain/fault.ts';
import type { Mode } from '../domain/incident.ts';
import type { Person } from '../domain/person.ts';
import type { Log } from '../job/worker.ts';
import { fill } from './fill.ts';
import { Forms, refName } from './forms.ts';
import { HANDLERS } from './handlers.ts';
import { aboutOf, judge, VOTES } from './judge.ts';
import type { Ask, DeskParts } from './parts.ts';
import { reply } from './reply.ts';
import { meetStranger, sayLink } from './stranger.ts';
import { homeOf } from './waiting.ts';

/** The field of a person in quell.yaml that a surface's id belongs into. */
const FIELDS = { slack: 'slack', teams: 'teams', console: 'id', cli: 'login' } as const;

/** Who vouches for a person, where the surface says no more. */
const SIGNED_IN = { slack: 'Slack', teams: 'Teams', console: 'the console', cli: 'the shell' } as const;

/** What somebody can do whom Quell does not know; the own command first, where there is one. */
function unknownPerson(from: Inbound, linking: boolean): Fault {
  const { surface, user } = from.who;
  const chats = surface === 'slack' || surface === 'teams';
  const link = linking && chats ? `${sayLink(surface)} Or ask` : 'Ask';
  return new Fault({
    code: 'command.unknown-you',
    message: 'Quell does not know you, so it does nothing for you.',
    fix: `${link} whoever keeps quell.yaml to add you under \`people\`, with ${FIELDS[surface]}: ${user.slice(0, 60)}.`,
  });
}

function missing(command: Command, names: string[]): Fault {
  return new Fault({
    code: 'command.missing',
    message: `\`${command.verb}\` needs ${names.join(' and ')}.`,
    fix: `For example: \`${command.example}\`.`,
  });
}

/** What was asked, once it could be read. */
type Read = () => { verb: Verb; values: Record<string, string> };

export class Desk implements Front {
  private readonly parts: DeskParts;
  private readonly log: Log;
  private readonly forms: Forms;

  constructor(parts: DeskParts, log: Log) {
    this.parts = parts;
    this.log = log;
    this.forms = new Forms(parts);
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
      checkValues(command, values);
      return { verb: command.verb as Verb, values: { ...values, ...(ref ? { [refName(command)]: ref } : {}) } };
    });
  }

  formFor(text: string): Form | undefined {
    return this.forms.forText(text);
  }

  formOf(verb: string, ref: string): Form | undefined {
    return this.forms.forPress(verb, ref);
  }

  async filled(form: Form, from: Inbound): Promise<Form> {
    try {
      const person = this.parts.personOf(from.who);
      return person ? await fill(this.parts, this.ask(person, from, {}), form) : form;
    } catch (thrown) {
      this.report(thrown);
      return form;
    }
  }

  async home(from: Inbound): Promise<Card[]> {
    try {
      const person = this.parts.personOf(from.who);
      if (!person) throw unknownPerson(from, this.parts.linking !== undefined);
      // The page is what `approvals` and `incidents` would show, and open to whom they are.
      for (const verb of ['approvals', 'incidents'])
        await judge(this.parts, this.ask(person, from, {}), commandOf(verb)!);
      return await homeOf(this.parts, person);
    } catch (thrown) {
      return [faultCard(this.report(thrown), undefined, typed(from, this.parts.slackCommand))];
    }
  }

  private ask(person: Person, from: Inbound, values: Record<string, string>): Ask {
    return {
      person,
      people: this.parts.people,
      actor: { person: person.id, surface: from.who.surface },
      principal: from.who,
      authenticated: from.authenticated ?? `by ${SIGNED_IN[from.who.surface]}`,
      values,
      ...(from.where ? { where: from.where } : {}),
    };
  }

  /** What cannot be read is nothing that a stranger may do. */
  private async stranger(from: Inbound, read: Read): Promise<Reply> {
    let asked: ReturnType<typeof read>;
    try {
      asked = read();
    } catch {
      throw unknownPerson(from, this.parts.linking !== undefined);
    }
    const answered = await meetStranger(this.parts, from, asked.verb, asked.values);
    if (!answered) throw unknownPerson(from, this.parts.linking !== undefined);
    return answered;
  }

  private async answer(from: Inbound, read: Read): Promise<Reply> {
    let about: { ask: Ask; command: Command } | undefined;
    try {
      const person = this.parts.personOf(from.who);
      if (!person) return await this.stranger(from, read);
      const { verb, values } = read();
      const command = commandOf(verb)!;
      about = { ask: this.ask(person, from, values), command };
      const lacks = command.args.filter((a) => a.required && !values[a.name]).map((a) => a.name);
      if (lacks.length > 0) throw missing(command, lacks);
      if (!command.reads && !command.idempotent && (await this.parts.seen(from.dedupe))) {
        throw new Fault({
          code: 'command.again',
          message: 'Your press arrived twice; it was counted once.',
          fix: 'Nothing to do.',
        });
      }
      const ask = await judge(this.parts, about.ask, command);
      return await HANDLERS[verb](this.parts, ask);
    } catch (thrown) {
      const fault = this.report(thrown);
      const card = faultCard(fault, await this.modeOf(about), typed(from, this.parts.slackCommand));
      // Where no vote was tried, there was none to count.
      const said = about && !VOTES.has(about.command.verb) ? { ...card, title: 'Not done' } : card;
      return reply(said, { error: fault.toJSON() }, 1);
    }
  }

  /** A refusal says too whether it is about a drill; undefined where it is about no incident. */
  private async modeOf(of: { ask: Ask; command: Command } | undefined): Promise<Mode | undefined> {
    try {
      return of && (await aboutOf(this.parts, of.ask, of.command))?.incident.mode;
    } catch {
      return undefined;
    }
  }

  private report(thrown: unknown): Fault {
    const fault = asFault(thrown);
    if (fault.code === 'quell.bug') this.log.error({ err: thrown }, 'a command met an unknown error');
    return fault;
  }
}
