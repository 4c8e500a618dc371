import type { Reply } from '../../src/command/surface.ts';
import type { History } from './history.ts';
import { incidentsTitled, type PlanSeen, plansOf, stepsOf } from './looking.ts';
import { type Company, cast, planNow, pressAgain, say, takeBack } from './people.ts';
import type { Scenario } from './scenario.ts';

/** Seconds of the clouds' time after which a release revives nothing. */
const SAFE = 48 * 3600;
/** Times that people press Retry on one plan, and ask for a new one where the cloud has changed. */
const RETRIES = 6;
const PLANS = 3;
const RELEASES = 6;
/** Ms after which people press again what their card still asks for. */
const INSIST_MS = 3000;

/** What became of an incident, beside what the record says. */
export interface Course {
  incident: string;
  contained: unknown;
  released: History['released'];
}

const faultOf = (reply: { data: unknown } | undefined): string | undefined =>
  (reply?.data as { error?: { code: string } } | undefined)?.error?.code;

/** Takes one incident from its declaration to its close, through whatever goes wrong. Ends only with the incident, or with `signal`. */
export class Incident {
  private readonly company: Company;
  private readonly scenario: Scenario;
  private readonly signal: AbortSignal;
  private turn = 0;
  /** Empty until it is declared. */
  id = '';
  /** What is being waited for, in words, for the one who asks why it does not end. */
  doing = 'declare';
  /** The last answer to a command. */
  answer = 'nothing yet';

  constructor(company: Company, scenario: Scenario, signal: AbortSignal) {
    this.company = company;
    this.scenario = scenario;
    this.signal = signal;
  }

  async run(): Promise<Course> {
    const { injector, slot } = this.company;
    await injector.phase('plan');
    this.id = await this.declare();
    const plans = await this.plan('contain');
    await injector.phase('contain');
    await this.contain(plans);
    const contained = slot.world();
    await injector.phase('release');
    const released = await this.release();
    await injector.phase('close');
    await this.close();
    await injector.heal();
    return { incident: this.id, contained, released };
  }

  /** The two chat processes take turns where nothing else is said: one of them may stand still. */
  private chat(): 0 | 1 {
    return this.turn++ % 2 === 0 ? 0 : 1;
  }

  private async wait(ms: number): Promise<void> {
    this.signal.throwIfAborted();
    await this.company.slot.change(ms);
    this.signal.throwIfAborted();
  }

  private get title(): string {
    return `chaos ${this.scenario.seed}-${this.scenario.run}`;
  }

  private heard(reply: Reply | undefined): Reply | undefined {
    this.answer = reply ? `${reply.card.title}: ${reply.card.summary}` : 'no answer';
    return reply;
  }

  private async declare(): Promise<string> {
    for (;;) {
      await say(this.company, this.scenario.requester, this.scenario.declare, this.chat());
      const [first] = await incidentsTitled(this.company.slot.db, this.title);
      if (first) return first.id;
      await this.wait(300);
    }
  }

  /** The plans that stand in the record afterwards, the newest last. Undefined where there is nothing left to plan. */
  private async ask(kind: 'contain' | 'release', chat: () => 0 | 1): Promise<PlanSeen[] | undefined> {
    const { scenario, company } = this;
    const text = kind === 'contain' ? `${scenario.contain} incident=${this.id}` : `release ${this.id}`;
    const ofKind = async () => (await plansOf(company.slot.db, this.id)).filter((p) => p.kind === kind);
    const before = (await ofKind()).length;
    this.doing = `plan ${kind}`;
    for (let nothing = 0; ; ) {
      const reply = this.heard(await say(company, scenario.requester, text, chat()));
      const plans = await ofKind();
      if (plans.length > before) return plans;
      const code = faultOf(reply);
      // A read that answered an older state may see nothing: it is believed the second time, in good weather.
      if (code === 'plan.nothing' && ++nothing === 2) return undefined;
      if (code === 'plan.nothing') company.injector.clearWeather();
      else if (code === 'approval.nobody') company.slot.range.kernel.advance(SAFE);
      else await this.wait(500);
    }
  }

  private async plan(kind: 'contain'): Promise<PlanSeen[]> {
    const chat = () => (this.scenario.hurried ? 1 : this.chat());
    const first = (await this.ask(kind, chat)) ?? [];
    if (!this.scenario.supersede) return first;
    return (await this.ask(kind, chat)) ?? first;
  }

  private async contain(plans: PlanSeen[]): Promise<void> {
    const { scenario, company } = this;
    const newest = plans.at(-1);
    if (!newest) return;
    const older = plans.at(-2);
    await Promise.all([
      cast(company, scenario.ballots, newest, older),
      ...plans.map((plan) => this.finish(plan, plan === newest ? scenario.course : 'deny')),
    ]);
    for (let i = 1; i < PLANS && scenario.course === 'approve' && (await this.changed(newest.run)); i++) {
      const again = await this.ask('contain', () => 0);
      if (!again) return;
      await this.finish(again.at(-1)!, 'approve');
    }
  }

  private async changed(run: string): Promise<boolean> {
    const steps = await stepsOf(this.company.slot.db, this.id);
    return steps.some((s) => s.run === run && s.state === 'changed');
  }

  /** Waits until a plan and its run have come to an end; people press again what was lost on the way. */
  private async finish({ id, run }: PlanSeen, course: Scenario['course']): Promise<void> {
    let asked = this.company.now();
    for (let retries = 0; ; ) {
      this.doing = `finish ${id} (${course})`;
      const plan = await planNow(this.company, this.id, id);
      const failed = (await stepsOf(this.company.slot.db, this.id)).some((s) => s.run === run && s.state === 'failed');
      if (plan.runState !== 'running' && plan.status !== 'pending') {
        if (!failed || course !== 'approve' || plan.status !== 'approved' || retries === RETRIES) return;
        retries += 1;
        await say(this.company, this.scenario.requester, `retry ${id}`, this.chat());
        continue;
      }
      // Nobody presses twice before a card has had the time to change.
      if (plan.status === 'pending' && plan.open && this.company.now() > asked + INSIST_MS) {
        await this.insist(plan, course);
        asked = this.company.now();
      }
      await this.wait(400);
    }
  }

  private async insist(plan: PlanSeen, course: Scenario['course']): Promise<void> {
    const { requester } = this.scenario;
    if (course === 'approve') await pressAgain(this.company, plan, requester, this.chat());
    if (course === 'deny') await takeBack(this.company, plan, requester, this.chat());
  }

  private async release(): Promise<History['released']> {
    const { scenario, company } = this;
    const acted = async () => (await stepsOf(company.slot.db, this.id)).some((s) => s.intent);
    if (!(await acted())) return 'fully';
    if (!scenario.release) return 'not';
    if (!scenario.release.early) company.slot.range.kernel.advance(SAFE);
    for (let i = 0; i < RELEASES; i++) {
      const plans = await this.ask('release', () => (i === 0 && scenario.hurried ? 1 : 0));
      if (!plans) return 'fully';
      const newest = plans.at(-1)!;
      const ballots = i === 0 ? scenario.release.ballots : [];
      await Promise.all([cast(company, ballots, newest, plans.at(-2)), this.finish(newest, 'approve')]);
    }
    return 'partly';
  }

  private async close(): Promise<void> {
    const { company, scenario } = this;
    this.doing = 'close';
    for (;;) {
      const open = (await incidentsTitled(company.slot.db, this.title)).filter((i) => i.status === 'open');
      if (open.length === 0) return;
      // A request that nobody heard the answer of may have made one more plan, which nobody waits for.
      const stray = (await plansOf(company.slot.db, this.id)).filter((p) => p.status === 'pending');
      for (const plan of stray) await takeBack(company, plan, scenario.requester, this.chat());
      for (const { id } of open) this.heard(await say(company, scenario.requester, `close ${id}`, this.chat()));
      await this.wait(200);
    }
  }
}
