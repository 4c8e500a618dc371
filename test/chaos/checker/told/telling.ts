import type { Cloud } from '../../../../src/domain/action.ts';
import type { Card } from '../../../../src/domain/card.ts';
import type { JsonObject } from '../../../../src/domain/json.ts';
import type { PlanBody } from '../../../../src/domain/plan.ts';
import type { StepState } from '../../../../src/domain/run.ts';
import type { Call } from '../../../../src/range/kernel.ts';
import type { History, Row } from '../../history.ts';
import { spell } from '../canonical.ts';
import type { VoteRow } from '../rows.ts';
import { incidentCard, planCard } from './cards.ts';
import { frozenRows } from './frozen.ts';
import { link } from './log.ts';
import { GROUPS, KNOWN } from './plans.ts';
import { CONTAIN, RELEASE, type World, world } from './world.ts';

const SAID = { approve: 'approved', deny: 'denied', 'break-glass': 'broke the glass for' };

const START = Date.UTC(2026, 0, 2, 3, 4, 5);

/** Tells a history by hand, sentence by sentence, ten milliseconds each. What it says is true until a test spoils it. */
export class Telling {
  now = START;
  readonly history: History;
  private readonly present: World = world();

  constructor() {
    this.history = {
      run: 0,
      seed: 1,
      incident: 'INC-7',
      record: {
        incidents: [{ id: 'INC-7', status: 'open', suspects: ['mallory'] }],
        plans: [],
        needs: [],
        votes: [],
        runs: [],
        steps: [],
        receipts: [],
        applied: [],
        events: [],
      },
      calls: [],
      worlds: { before: world(), contained: world(), after: world() },
      released: 'not',
      presses: [],
      chat: [],
      faults: [],
    };
    this.event('command.declared', 'ana', { incident: 'INC-7' });
  }

  private tick(): number {
    this.now += 10;
    return this.now;
  }

  event(type: string, person: string, data: JsonObject): void {
    const body = spell({ type, actor: { person, surface: 'slack' }, summary: type, data });
    this.history.record.events.push({ at: new Date(this.tick()).toISOString(), body });
  }

  private body(plan: string): PlanBody {
    return JSON.parse(this.row('plans', plan).body as string) as PlanBody;
  }

  row(table: 'plans' | 'runs', id: string): Row {
    return this.history.record[table].find((r) => r.id === id)!;
  }

  step(plan: string, cloud: Cloud): Row {
    const run = plan.replace('plan', 'run');
    return this.history.record.steps.find((r) => r.run === run && r.id === KNOWN[cloud].id)!;
  }

  freeze(plan: string, kind: 'contain' | 'release', change?: (body: PlanBody) => void): void {
    const rows = frozenRows(plan, kind, this.now, change);
    const { record } = this.history;
    record.plans.push(rows.plan);
    record.runs.push(rows.run);
    record.needs.push(...rows.needs);
    record.steps.push(...rows.steps);
    this.event('plan.frozen', 'ana', { plan, digest: rows.digest, kind });
  }

  /** Presses a button; the vote counts. */
  press(person: string, decision: VoteRow['decision'], plan: string, more: Partial<VoteRow> = {}): void {
    const digest = this.row('plans', plan).digest as string;
    const answer = `You ${SAID[decision]} plan X.`;
    this.history.presses.push({ person, decision, digest, plan, at: this.tick(), delivered: true, answer });
    const groups = GROUPS[person] ?? [];
    const at = new Date(this.tick());
    this.history.record.votes.push({ plan, digest, person, decision, groups, ...more, at });
    this.event('approval.voted', person, { plan, digest, decision, ...(more.proof ? { proof: { digest } } : {}) });
  }

  /** Signs in for the plan: the vote that stands gets its proof. */
  prove(person: string, plan: string): void {
    const digest = this.row('plans', plan).digest as string;
    const vote = this.history.record.votes.find((v) => v.plan === plan && v.person === person)!;
    vote.proof = { digest };
    this.event('approval.proven', person, { plan, digest, decision: vote.decision as string, proof: { digest } });
  }

  takeBack(person: string, plan: string): void {
    const { record } = this.history;
    record.votes = record.votes.filter((v) => v.plan !== plan || v.person !== person);
    this.event('approval.taken-back', person, { plan });
  }

  /** About one step, as a worker says it. */
  say(plan: string, cloud: Cloud, type: string, data: JsonObject = {}, fence = 1): void {
    const digest = this.row('plans', plan).digest as string;
    const { run, id } = this.step(plan, cloud) as { run: string; id: string };
    this.event(type, 'quell', { plan, digest, run, step: id, fence, ...data });
  }

  private priorOf(plan: string, cloud: Cloud): JsonObject {
    return this.body(plan).kind === 'contain' ? KNOWN[cloud].prior : { changes: [], kept: [] };
  }

  intend(plan: string, cloud: Cloud, fence = 1): void {
    const step = this.step(plan, cloud);
    const prior = this.priorOf(plan, cloud);
    const written_at = new Date(this.tick());
    step.intent_at = written_at;
    const { receipts } = this.history.record;
    if (!receipts.some((r) => r.run === step.run && r.step === step.id))
      receipts.push({ run: step.run, step: step.id, body: { prior, readAt: written_at.toISOString() }, written_at });
    this.say(plan, cloud, 'action.intended', { prior }, fence);
  }

  call(change: Partial<Call> & Pick<Call, 'cloud' | 'permission' | 'resource'>): void {
    const seq = this.history.calls.length + 1;
    const realMs = this.tick();
    const common = { principal: '', allowed: true, reason: '', status: 200, at: new Date(realMs).toISOString() };
    this.history.calls.push({ ...common, seq, realMs, who: 'quell-responder', write: false, ...change });
  }

  write(plan: string, cloud: Cloud): void {
    const { kind } = this.body(plan);
    (kind === 'contain' ? CONTAIN : RELEASE)[cloud](this.present);
    const { write, resource } = KNOWN[cloud];
    this.call({ cloud, permission: write[kind], resource, write: true });
  }

  applied(plan: string, cloud: Cloud, fence = 1): void {
    const step = this.step(plan, cloud);
    const applied = { at: '2026-01-02T03:04:05.000Z', changes: [{ field: 'state' }], written: {} };
    this.history.record.applied.push({ run: step.run, step: step.id, body: applied });
    step.state = 'applied';
    this.say(plan, cloud, 'action.applied', { applied: applied as unknown as JsonObject }, fence);
  }

  verify(plan: string, cloud: Cloud, fence = 1): void {
    const { read, resource } = KNOWN[cloud];
    this.call({ cloud, permission: read, resource, who: 'quell-reader' });
    const evidence = [{ kind: 'config', asked: 'is it shut', saw: 'yes', ok: true }];
    const type = this.body(plan).kind === 'contain' ? 'verify.contained' : 'verify.restored';
    Object.assign(this.step(plan, cloud), { state: 'verified', evidence });
    this.say(plan, cloud, type, { evidence }, fence);
  }

  /** Intends, changes, says so and proves it. */
  carryOut(plan: string, ...clouds: Cloud[]): void {
    for (const cloud of clouds) {
      this.intend(plan, cloud);
      this.write(plan, cloud);
      this.applied(plan, cloud);
      this.verify(plan, cloud);
    }
  }

  fail(plan: string, cloud: Cloud, fence = 1): void {
    const fault = { code: `${cloud}.denied`, message: 'The cloud refused.', fix: 'Grant it.', retry: 'when-fixed' };
    Object.assign(this.step(plan, cloud), { state: 'failed', fault });
    this.say(plan, cloud, 'job.failed', { fault }, fence);
  }

  end(plan: string, status: string, run: string): void {
    this.row('plans', plan).status = status;
    Object.assign(this.row('runs', plan.replace('plan', 'run')), { state: run, ended_at: new Date(this.tick()) });
  }

  /** The picture of the clouds at this moment. */
  picture(name: 'contained' | 'after'): void {
    this.history.worlds[name] = structuredClone(this.present);
  }

  private post(key: string, card: Card): void {
    const known = this.history.chat.find((m) => m.key === key);
    const message = known ?? { key, versions: [] };
    if (!known) this.history.chat.push(message);
    message.versions.push({ at: this.tick(), card });
  }

  show(plan: string, tone: Card['tone'], summary: string): void {
    const states = (id: string) => {
      const step = this.history.record.steps.find((s) => s.id === id && s.run === plan.replace('plan', 'run'))!;
      const fault = step.fault as { message: string } | null;
      return { state: step.state as StepState, ...(fault ? { note: fault.message } : {}) };
    };
    this.post(`plan:${plan}`, planCard(plan, this.body(plan), states, { tone, summary }));
  }

  showIncident(tone: Card['tone'], summary: string, clouds: Record<string, string> = {}): void {
    this.post('incident:INC-7', incidentCard({ tone, summary }, clouds));
  }

  tell(): History {
    this.picture('after');
    return { ...this.history, record: { ...this.history.record, events: link(this.history.record.events) } };
  }
}
