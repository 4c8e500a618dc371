import type { Front, Inbound, Reply } from '../../../src/command/surface.ts';
import type { Card, Form } from '../../../src/domain/card.ts';
import type { Event, EventType } from '../../../src/domain/event.ts';
import { Fault } from '../../../src/domain/fault.ts';
import type { Incident, Mode } from '../../../src/domain/incident.ts';
import type { Person } from '../../../src/domain/person.ts';
import type { StepState } from '../../../src/domain/run.ts';
import { type OpenConsole, openConsole } from '../../../src/edge/console/console.ts';
import type { ConsoleDesk, ConsoleLog, IncidentPage } from '../../../src/edge/console/desk.ts';
import { Kernel } from '../../../src/range/kernel.ts';
import { fullPlan, planCard } from './cards.ts';

export const PEOPLE: Person[] = [
  { id: 'ada', name: 'Ada', groups: ['responders'] },
  { id: 'bo', name: 'Bo', groups: ['security-oncall', 'cloud-platform'] },
  { id: 'chen', name: 'Chen', groups: ['security-oncall'] },
];

export interface Heard {
  verb?: string;
  ref?: string;
  values?: Record<string, string>;
  text?: string;
  from: Inbound;
}

/** Behaves as Quell does at its doors: declare, contain, approve by somebody else; and remembers all that it heard. */
export class World implements Front {
  readonly heard: Heard[] = [];
  readonly pages = new Map<string, IncidentPage>();
  readonly kernel: Kernel;
  readonly containedAt: { cloud: 'aws' | 'gcp' | 'azure'; realMs: number }[] = [];
  readonly listeners = new Set<(incident: string) => void>();
  rangeListeners = 0;
  /** People whom policy shows nothing. */
  readonly unseeing = new Set<string>();
  private seq = 0;

  constructor(realNow: () => number = Date.now) {
    this.kernel = new Kernel({ realNow, random: () => 0.5, settleMs: 0 });
  }

  readonly desk: ConsoleDesk = {
    people: () => PEOPLE,
    see: async (person) => {
      if (this.unseeing.has(person))
        throw new Fault({ code: 'command.refused', message: 'You may not look at this.', fix: 'Ask a responder.' });
    },
    incidents: async () => [...this.pages.values()].map((p) => p.incident),
    page: async (id) => this.pages.get(id),
    plan: async (id) => (this.find(id) ? fullPlan(id, this.find(id)!.incident.mode) : undefined),
    changed: (listener) => {
      this.listeners.add(listener);
      return () => this.listeners.delete(listener);
    },
    range: {
      calls: () => this.kernel.calls,
      onCall: (listener) => {
        this.rangeListeners += 1;
        const stop = this.kernel.onCall(listener);
        return () => {
          this.rangeListeners -= 1;
          stop();
        };
      },
      advance: (seconds) => this.kernel.advance(seconds),
      now: () => this.kernel.now(),
      contained: () => this.containedAt,
    },
  };

  private find(plan: string): IncidentPage | undefined {
    return [...this.pages.values()].find((p) => p.cards.some((c) => c.id === plan));
  }

  tell(id: string): void {
    for (const listener of this.listeners) listener(id);
  }

  declare(title: string, mode: Mode = 'live', suspects: string[] = []): IncidentPage {
    const id = `${mode === 'drill' ? 'DRILL' : 'INC'}-${this.pages.size + 1}`;
    const incident: Incident = {
      id,
      title,
      severity: 1,
      mode,
      status: 'open',
      commander: 'ada',
      suspects,
      declaredAt: this.now(),
    };
    const card: Card = {
      kind: 'incident',
      id,
      mode,
      severity: 1,
      tone: 'warning',
      title,
      summary: `${id} is open. Nothing is contained yet.`,
      blocks: [{ block: 'facts', facts: [{ label: 'Commander', value: [{ person: 'ada' }] }] }],
      buttons: [
        { verb: 'note', ref: id, label: 'Note…', style: 'default' },
        { verb: 'release', ref: id, label: 'Release', style: 'default' },
      ],
      path: `/incidents/${id}`,
    };
    const page: IncidentPage = { incident, cards: [card], timeline: [] };
    this.pages.set(id, page);
    this.event(page, 'command.declared', 'ada', `Declared: ${title}`);
    return page;
  }

  plan(page: IncidentPage): Card {
    const card = planCard(`P-${page.incident.id}`, page.incident.mode);
    page.cards.push(card);
    this.event(page, 'plan.made', 'ada', 'Planned compromised-workload-identity on 3 clouds');
    return card;
  }

  /** Moves the plan of an incident on, as a worker would. */
  move(page: IncidentPage, state: StepState, by = 'bo'): void {
    const id = `P-${page.incident.id}`;
    page.cards = page.cards.map((c) => (c.id === id ? planCard(id, page.incident.mode, state, false) : c));
    if (state === 'due') this.event(page, 'approval.voted', by, 'Approved by Bo', { decision: 'approve' });
    if (state === 'verified') this.event(page, 'verify.contained', 'quell', 'Contained on 3 clouds');
  }

  event(page: IncidentPage, type: EventType, person: string, summary: string, data: Event['data'] = {}): void {
    const actor =
      person === 'quell' ? ({ person, surface: 'quell' } as const) : ({ person, surface: 'console' } as const);
    this.seq += 1;
    page.timeline.push({
      stream: page.incident.id,
      type,
      actor,
      summary,
      data,
      seq: this.seq,
      at: this.now(),
      hash: '',
      prev: '',
    });
    this.tell(page.incident.id);
  }

  call(cloud: 'aws' | 'gcp' | 'azure', allowed: boolean, who = 'attacker'): void {
    this.kernel.record({
      cloud,
      who,
      principal: 'ml-train',
      permission: 's3:ListAllMyBuckets',
      resource: '*',
      write: false,
      allowed,
      reason: allowed ? 'allowed' : 'explicit deny',
      status: allowed ? 200 : 403,
    });
  }

  private now(): string {
    return this.kernel.now().toISOString();
  }

  private reply(card: Card): Reply {
    return { card, public: false, data: {}, exit: card.kind === 'fault' ? 1 : 0 };
  }

  note(title: string, summary: string, kind: Card['kind'] = 'notice'): Reply {
    return this.reply({
      kind,
      id: 'n',
      mode: 'live',
      tone: kind === 'fault' ? 'bad' : 'neutral',
      title,
      summary,
      blocks: [],
      buttons: [],
    });
  }

  formFor(text: string): Form | undefined {
    if (text !== 'note') return undefined;
    return {
      title: 'Note',
      verb: 'note',
      submit: 'Write',
      fields: [{ name: 'text', label: 'What you saw', type: 'text', required: true }],
    };
  }

  formOf(verb: string, ref: string): Form | undefined {
    return verb === 'note' ? { ...this.formFor('note')!, ref } : undefined;
  }

  async filled(form: Form): Promise<Form> {
    return form;
  }

  async home(): Promise<Card[]> {
    return [];
  }

  async command(text: string, from: Inbound): Promise<Reply> {
    this.heard.push({ text, from });
    if (text.startsWith('declare ')) return this.reply(this.declare(text.slice(8)).cards[0]!);
    const page = this.pages.get(from.where?.thread ?? '');
    if (text.startsWith('contain ') && page) return this.reply(this.plan(page));
    return this.note('Heard', text);
  }

  async press(verb: string, ref: string, values: Record<string, string>, from: Inbound): Promise<Reply> {
    this.heard.push({ verb, ref, values, from });
    const page = this.find(ref);
    if (verb === 'approve' && from.who.user === 'ada') {
      return this.note(
        'Not counted',
        'You asked for this plan, so somebody else must approve it: @bo or @chen.',
        'fault',
      );
    }
    if (verb === 'approve' && page) this.move(page, 'due', from.who.user);
    return this.note('Recorded', `${verb} ${ref}`);
  }
}

export const quiet: ConsoleLog = { info: () => {}, warn: () => {}, error: () => {} };

export async function open(
  world: World,
  over: { demo?: boolean; host?: string; port?: number; log?: ConsoleLog } = {},
): Promise<OpenConsole> {
  return openConsole({ port: 0, demo: true, front: world, desk: world.desk, log: quiet, ...over });
}
