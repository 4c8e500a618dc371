import { breakGlassForm, denyForm, narrowForm } from '../card/form.ts';
import { reviewForm } from '../card/review.ts';
import { commandOf, parseCommand } from '../command/parse.ts';
import type { Arg, Command, Verb } from '../command/table.ts';
import type { Field, Form } from '../domain/card.ts';
import type { Playbook } from '../domain/playbook.ts';
import type { DeskParts } from './parts.ts';

/** The argument that a button's reference stands for. */
export function refName(command: Command): string {
  return command.args.some((a) => a.name === 'plan') ? 'plan' : 'incident';
}

/** `freeze_gpu` as people read it: `Freeze gpu`. */
function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
}

/** Forms that say more than the table does. */
const OWN: Partial<Record<string, (ref: string) => Form>> = {
  deny: denyForm,
  narrow: narrowForm,
  review: reviewForm,
  'break-glass': breakGlassForm,
};

type Parts = Pick<DeskParts, 'playbooks' | 'people' | 'plan' | 'drills' | 'identities'>;

/** Forms for what a command or a press leaves open, from memory alone. */
export class Forms {
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Undefined when the text leaves nothing open, or cannot be read: the command itself will say what is wrong with it. */
  forText(text: string): Form | undefined {
    try {
      const { verb, values } = parseCommand(text);
      return this.formWith(verb, values, undefined);
    } catch {
      return undefined;
    }
  }

  forPress(verb: string, ref: string): Form | undefined {
    const command = commandOf(verb);
    if (!command) return undefined;
    return OWN[verb]?.(ref) ?? this.formWith(verb as Verb, { [refName(command)]: ref }, ref);
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
}
