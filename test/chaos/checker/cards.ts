import type { Card } from '../../../src/domain/card.ts';
import type { Violation } from '../history.ts';
import type { Case, PlanCase } from './read.ts';
import { factsOf, linesOf, plain, sentencesOf } from './shown.ts';
import { cloudsOf, isDone, mayHaveActed, NAMES, type Verdict, verdictOn } from './verdict.ts';

function sentences(card: Card, verdict: Verdict): string[] {
  const found = sentencesOf(card).flatMap((said) =>
    verdict.says.filter((part) => !said.includes(part)).map((part) => `says "${said}", and should say "${part}"`),
  );
  return card.tone === verdict.tone ? found : [...found, `is ${card.tone}, and should be ${verdict.tone}`];
}

/** Each line shows the state that stands in the record, and a failure its reason. */
function lines(card: Card, plan: PlanCase): string[] {
  const shown = linesOf(card);
  return plan.body.stages.flatMap((stage, s) =>
    stage.steps.flatMap((planned, i) => {
      const line = shown[s]?.[i];
      const step = plan.steps.find((x) => x.stage === s && x.row.id === planned.id);
      const name = `${plan.row.id}/${planned.id}`;
      if (!line || !step) return [`has no line for ${name}`];
      const { state, fault } = step.row;
      const found: string[] = [];
      if (line.cloud !== planned.cloud || line.title !== planned.title)
        found.push(`has another step’s line for ${name}`);
      if ((line.state ?? 'waiting') !== state)
        found.push(`shows ${name} as ${line.state ?? 'waiting'}, and it is ${state}`);
      if (state === 'failed' && fault && !plain(line.note ?? []).includes(fault.message))
        found.push(`does not say why ${name} failed`);
      return found;
    }),
  );
}

function planCard(card: Card, plan: PlanCase): string[] {
  const found = [...sentences(card, verdictOn(plan)), ...lines(card, plan)];
  const votable = card.buttons.some((b) => b.verb === 'approve' || b.verb === 'deny');
  if (votable && plan.row.status !== 'pending') found.push('can still be voted on');
  return found;
}

/** The plan that an incident is judged by: the newest that acted, else the newest that may. */
function current(seen: Case): PlanCase | undefined {
  const open = seen.plans.findLast((p) => !['superseded', 'withdrawn', 'denied'].includes(p.row.status));
  return seen.plans.findLast(mayHaveActed) ?? open;
}

function incidentCard(seen: Case, card: Card): string[] {
  const plan = current(seen);
  const verdict: Verdict = seen.closed
    ? { tone: 'neutral', says: ['Closed'] }
    : plan
      ? verdictOn(plan)
      : { tone: 'bad', says: ['Open'] };
  // An incident about which nothing has been done only warns.
  const found = sentences(plan || seen.closed ? card : { ...card, tone: 'bad' }, verdict);
  if (!plan || !mayHaveActed(plan)) return found;
  const facts = factsOf(card);
  const word = plan.body.kind === 'release' ? 'released' : 'contained';
  for (const cloud of cloudsOf(plan)) {
    const wanted = isDone(plan, cloud) ? `${word}, verified` : `not ${word} yet`;
    const said = facts.get(NAMES[cloud]);
    if (said !== wanted) found.push(`says of ${NAMES[cloud]} "${said ?? 'nothing'}", and it is ${wanted}`);
  }
  return found;
}

/** Every card shows, in its last version, how it really ended. */
export function cards(seen: Case): Violation[] {
  const found: string[] = [];
  // What the record cannot know as its own stays as it was; its double is kept.
  const kept = seen.history.chat.filter((m) => !m.orphan);
  const wanted = [`incident:${seen.history.incident}`, ...seen.plans.map((p) => `plan:${p.row.id}`)];
  for (const key of wanted) if (!kept.some((m) => m.key === key)) found.push(`nobody was shown ${key}`);
  for (const { key, versions } of kept) {
    const card = versions.at(-1)?.card;
    if (!card) continue;
    const plan = seen.plans.find((p) => key === `plan:${p.row.id}`);
    const wrong = plan ? planCard(card, plan) : key.startsWith('incident:') ? incidentCard(seen, card) : [];
    found.push(...wrong.map((w) => `${key} ${w}`));
  }
  return found.map((what) => ({ promise: 'cards', what }));
}
