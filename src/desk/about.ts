import { stamp } from '../approval/stamp.ts';
import { verifyChain } from '../audit/verify.ts';
import { listCard, noticeCard } from '../card/notice.ts';
import { commandOf } from '../command/parse.ts';
import type { Reply } from '../command/surface.ts';
import { COMMANDS, type Command } from '../command/table.ts';
import type { AnyAction } from '../domain/action.ts';
import type { Block, Text } from '../domain/card.ts';
import { Fault } from '../domain/fault.ts';
import { nearest } from '../domain/nearest.ts';
import type { Ask, DeskParts } from './parts.ts';
import { reply } from './reply.ts';

export function usage(command: Command): string {
  const words = command.args.map((a) => {
    const text = a.kind === 'key' ? `${a.name}=…` : `<${a.name}>`;
    return a.required ? text : `[${text}]`;
  });
  return [command.verb, ...words, ...(command.open ? ['name=value…'] : [])].join(' ');
}

/** All commands, or one in detail. */
export async function help(verb: string | undefined): Promise<Reply> {
  const command = verb ? commandOf(verb) : undefined;
  if (verb && !command) {
    const near = nearest(
      verb,
      COMMANDS.map((c) => c.verb),
    );
    throw new Fault({
      code: 'command.syntax',
      message: `There is no command "${verb.slice(0, 40)}".`,
      fix: near ? `Did you mean \`${near}\`?` : '`help` lists all commands.',
    });
  }
  if (command) {
    const items = command.args.map((a): Text => [{ code: a.name }, ` ${a.describe}${a.required ? '' : ' Optional.'}`]);
    const blocks: Block[] = [
      { block: 'code', text: usage(command) },
      ...(items.length > 0 ? [{ block: 'list' as const, title: '', items }] : []),
      { block: 'text', text: ['For example: ', { code: command.example }] },
    ];
    return reply(listCard(command.verb, command.summary, blocks), command);
  }
  const items = COMMANDS.map((c): Text => [{ code: usage(c) }, ` ${c.summary}`]);
  const first =
    'Begin with `declare <what is known>`, then `contain <playbook>`. Nothing is changed before somebody else approves.';
  return reply(
    listCard('Quell', first, [
      { block: 'text', text: [first] },
      { block: 'list', title: '', items },
    ]),
    COMMANDS,
  );
}

export async function whoami(parts: DeskParts, ask: Ask): Promise<Reply> {
  const { person, principal, authenticated } = ask;
  const roles = parts.policy.rolesOf(person);
  const listed = (what: readonly string[]) => what.join(', ') || 'none';
  const text = `You are ${person.name} (${person.id}), known as ${authenticated}. Groups: ${listed(person.groups)}${person.unread ? ', and those of the chat, which cannot be read now' : ''}. Roles: ${listed(roles)}.`;
  return reply(noticeCard(person.name, text), { ...person, roles, principal });
}

export async function playbooks(parts: DeskParts): Promise<Reply> {
  const list = [...parts.playbooks.values()];
  const items = list.map((p): Text => {
    const inputs = Object.entries(p.inputs).map(([name, i]) => `${name}=${i.default ?? '…'}`);
    return [{ code: [p.id, ...inputs].join(' ') }, ` ${p.describe}`];
  });
  return reply(listCard('Playbooks', list.map((p) => p.id).join(', '), [{ block: 'list', title: '', items }]), list);
}

function describeAction(action: AnyAction) {
  const { plan: _p, apply: _a, verify: _v, planRelease: _r, release: _l, inputs, ...words } = action;
  return {
    ...words,
    inputs: Object.fromEntries(
      Object.entries(inputs.shape).map(([k, v]) => [k, (v as { description?: string }).description ?? '']),
    ),
  };
}

export async function action(actions: ReadonlyMap<string, AnyAction>, id: string | undefined): Promise<Reply> {
  const all = [...actions.values()];
  if (!id) {
    const items = all.map((a): Text => [{ code: a.id }, ` ${a.title}`]);
    return reply(
      listCard('Actions', `${all.length} actions`, [{ block: 'list', title: '', items }]),
      all.map(describeAction),
    );
  }
  const one = actions.get(id);
  if (!one) {
    const near = nearest(
      id,
      all.map((a) => a.id),
    );
    throw new Fault({
      code: 'command.unknown-action',
      message: `There is no action ${id.slice(0, 60)}.`,
      fix: near ? `Did you mean ${near}?` : '`action` lists them.',
    });
  }
  const words = describeAction(one);
  const list = (title: string, lines: string[]): Block => ({ block: 'list', title, items: lines.map((l) => [l]) });
  const blocks: Block[] = [
    { block: 'text', text: [one.docs] },
    list(
      'Inputs',
      Object.entries(words.inputs).map(([k, v]) => `${k}: ${v}`),
    ),
    list('Does not stop', one.notStopped),
    list('Permissions to read', one.permissions.read),
    list('Permissions to act, besides', one.permissions.write),
  ];
  return reply(listCard(one.id, one.title, blocks), words);
}

export async function audit(parts: DeskParts): Promise<Reply> {
  const checked = await verifyChain(parts.audit.all());
  if (!checked.valid) {
    throw new Fault({
      code: 'audit.broken',
      message: `The audit log is broken at event ${checked.at}: ${checked.why}`,
      fix: 'Somebody changed the database. Keep a copy of it, and compare with an export made before.',
    });
  }
  const text = `${checked.events} events in ${checked.streams} streams, every hash as it should be.`;
  return reply(noticeCard('The audit log is whole', text), checked);
}

export async function drill(parts: DeskParts, ask: Ask): Promise<Reply> {
  const all = parts.drills.list();
  if (!ask.values.name) {
    const items = all.map((d): Text => [{ strong: d.name }, ` ${d.title}: ${d.pattern} ${d.tz}, ${d.playbook}`]);
    return reply(listCard('Drills', `${all.length} scheduled drills`, [{ block: 'list', title: '', items }]), all);
  }
  // Where a worker does it, the drill’s own record begins there, and knows nothing of this person’s right.
  await parts.incidents.note([
    {
      stream: 'quell',
      type: 'drill.asked',
      actor: ask.actor,
      summary: `${ask.person.name} asked for drill ${ask.values.name.slice(0, 60)}`,
      data: { drill: ask.values.name.slice(0, 60), ...stamp(ask.policy) },
    },
  ]);
  const incident = await parts.drills.start(ask.values.name, ask.actor);
  if (!incident) {
    const asked = 'A worker was asked to start it. Its runbook and its plan appear in its thread.';
    return reply(noticeCard(`DRILL ${ask.values.name}`, asked, 'drill'), { asked: ask.values.name });
  }
  const text = `${incident.id} is open on the range. Its runbook stands in the drill’s thread.`;
  return reply(noticeCard(`DRILL ${ask.values.name}`, text, 'drill'), incident);
}
