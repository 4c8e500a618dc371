import type { Asked } from './process.ts';
import type { Stand } from './stand.ts';

/** What the people of the company do, by way of the chat process. */
export interface People {
  declare(severity: number): Promise<string>;
  close(incident: string): Promise<void>;
  /** Plans to shut this many doors; their names begin with the answer's `doors`. */
  plan(incident: string, count: number): Promise<{ plan: string; doors: string }>;
  approve(plan: string): Promise<void>;
  /** Resolves when the run of the plan has ended. @throws Error unless everything was contained */
  ended(plan: string): Promise<void>;
  /** How often somebody was told to try again, because the record did not answer. */
  refusals(): number;
}

/** Ms between two looks at the runs that are waited for. */
const LOOK = 20;

export function peopleOf(stand: Stand): People {
  let houses = 0;
  let refusals = 0;
  let looking = false;
  const waiting = new Map<string, { done: () => void; fail: (error: Error) => void }>();
  const look = async (): Promise<void> => {
    const runs = await stand.look<{ plan: string; state: string }>(
      `select plan, state from run where plan = any ($1) and state <> 'running'`,
      [[...waiting.keys()]],
    );
    for (const { plan, state } of runs) {
      const { done, fail } = waiting.get(plan)!;
      waiting.delete(plan);
      if (state === 'contained') done();
      else fail(new Error(`the run of ${plan} is ${state}`));
    }
    looking = waiting.size > 0;
    if (looking) setTimeout(() => void look().catch(failAll), LOOK);
  };
  const failAll = (error: Error) => {
    for (const { fail } of waiting.values()) fail(error);
    waiting.clear();
    looking = false;
  };
  /** What did not get through is said again, as a person would. */
  const ask = async <Answer>(asked: Asked, tries = 5): Promise<Answer> => {
    try {
      return await stand.chat.ask<Answer>(asked);
    } catch (error) {
      if (tries === 1 || !/does not answer/.test(String(error))) throw error;
      refusals += 1;
      return ask(asked, tries - 1);
    }
  };
  const say = (user: string, text: string) => ask<Record<string, string>>({ say: [user, text] });
  return {
    declare: async (severity) => (await say('ana', `declare house ${++houses} is open sev=${severity}`)).id!,
    close: async (incident) => void (await say('ana', `close ${incident}`)),
    async plan(incident, count) {
      const doors = `h${++houses}`;
      const { plan } = await say('ana', `contain shut-${count} incident=${incident} doors=${doors}`);
      return { plan: plan!, doors };
    },
    async approve(plan) {
      await ask({ press: ['bo', 'approve', plan] }).catch((error: Error) => {
        // The vote stood, and only its answer was lost.
        if (!/already/.test(error.message)) throw error;
      });
    },
    ended: (plan) =>
      new Promise((done, fail) => {
        waiting.set(plan, { done, fail });
        if (looking) return;
        looking = true;
        void look().catch(failAll);
      }),
    refusals: () => refusals,
  };
}
