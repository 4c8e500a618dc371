import { replacedBy, standing } from '../approval/lend.ts';
import { EVER, groupsAsked } from '../approval/needs.ts';
import { incidentCard } from '../card/incident.ts';
import { listCard, noticeCard } from '../card/notice.ts';
import { planCard } from '../card/plan.ts';
import { reviewCard } from '../card/review.ts';
import { count } from '../card/words.ts';
import type { Reply } from '../command/surface.ts';
import { missing } from '../domain/approval.ts';
import type { Card, Text } from '../domain/card.ts';
import type { Incident } from '../domain/incident.ts';
import { type Plan, shortDigest } from '../domain/plan.ts';
import type { Ask, DeskParts } from './parts.ts';
import { secondsSince } from './question.ts';
import { reply } from './reply.ts';
import { loadPlan, loadView } from './view.ts';

interface Waits {
  plan: Plan;
  incident: Incident;
  /** `later`: for a tier whose time has not come. */
  as: 'vote' | 'later' | 'requester';
}

/** Cards on a person's own page, of each sort. */
const SHOWN = 10;

/** What waits for this person's vote, now or later, and what this person asked for. */
async function waitsFor(parts: DeskParts, person: Ask['person']): Promise<Waits[]> {
  const [pending, lent] = await Promise.all([parts.plans.pending(), parts.delegations.delegations()]);
  const found = await Promise.all(
    pending.map(async ({ plan, incident }): Promise<Waits[]> => {
      if (plan.body.requester === person.id) return [{ plan, incident, as: 'requester' }];
      if (incident.suspects.includes(person.id)) return [];
      const needs = plan.body.stages.flatMap((s) => s.needs);
      const matter = { plan, suspects: incident.suspects };
      const asked = (groups: Set<string>, who: Ask['person']) => who.groups.some((g) => groups.has(g));
      if (!asked(groupsAsked(needs, EVER), standing(person, lent, parts.people, matter))) return [];
      const votes = await parts.approvals.votes(plan.id);
      const me = standing(person, lent, parts.people, { ...matter, votes });
      if (!asked(groupsAsked(needs, EVER), me) || replacedBy(person.id, votes)) return [];
      const mine = votes.find((v) => v.person === person.id);
      const unproven = plan.body.stages.some((s) => s.fresh && missing(s, votes, plan.createdAt).length > 0);
      if (mine && (mine.proof || mine.decision !== 'approve' || !unproven)) return [];
      const now = groupsAsked(needs, secondsSince(plan.createdAt, parts.now()));
      return [{ plan, incident, as: asked(now, me) ? 'vote' : 'later' }];
    }),
  );
  return found.flat();
}

const SAID = {
  vote: 'your vote until ',
  later: 'others first; you are asked later, until ',
  requester: 'others, until ',
};

function line({ plan, incident, as }: Waits): Text {
  const title = plan.body.kind === 'release' ? `Release ${incident.id}` : plan.body.playbook.title;
  return [
    { code: shortDigest(plan.digest) },
    ` ${incident.mode === 'drill' ? 'DRILL ' : ''}SEV${incident.severity} ${incident.id}: ${title}, waits for ${SAID[as]}`,
    { time: plan.approveBy },
  ];
}

export async function approvals(parts: DeskParts, ask: Ask): Promise<Reply> {
  const all = await waitsFor(parts, ask.person);
  const mine = all.filter((w) => w.as !== 'requester');
  const asked = all.filter((w) => w.as === 'requester');
  const data = all.map(({ plan, incident, as }) => ({
    plan: plan.id,
    digest: plan.digest,
    incident: incident.id,
    as,
    approveBy: plan.approveBy,
  }));
  if (all.length === 0)
    return reply(noticeCard('Approvals', 'Nothing waits for you, and nothing that you asked for waits.'), data);
  const said = [
    ...(mine.length > 0 ? [`${count(mine.length, 'plan')} ${mine.length === 1 ? 'waits' : 'wait'} for you`] : []),
    ...(asked.length > 0 ? [`${asked.length} of yours ${asked.length === 1 ? 'waits' : 'wait'} for others`] : []),
  ].join('; ');
  return reply(
    listCard('Approvals', `${said}.`, [
      ...(mine.length > 0 ? [{ block: 'list' as const, title: 'For you', items: mine.map(line) }] : []),
      ...(asked.length > 0 ? [{ block: 'list' as const, title: 'You asked', items: asked.map(line) }] : []),
    ]),
    data,
  );
}

/** A person's own page: what waits for them, what others did alone, and what is open. */
export async function homeOf(parts: DeskParts, person: Ask['person']): Promise<Card[]> {
  const [waits, reviews, open] = await Promise.all([
    waitsFor(parts, person),
    parts.reviews.openReviewsFor(person.id),
    parts.incidents.incidents('open'),
  ]);
  // Whoever is under suspicion learns nothing of the incident.
  const seen = open.filter((i) => !i.suspects.includes(person.id));
  const plans = await Promise.all(
    waits
      .filter((w) => w.as === 'vote')
      .slice(0, SHOWN)
      .map(async ({ plan, incident }) => planCard(await loadPlan(parts, plan), incident, parts.people)),
  );
  const asked = waits.filter((w) => w.as !== 'vote');
  const others =
    asked.length > 0
      ? [
          listCard('Waiting for others', count(asked.length, 'plan'), [
            { block: 'list', title: '', items: asked.map(line) },
          ]),
        ]
      : [];
  const toReview = reviews
    .filter((r) => r.person !== person.id)
    .slice(0, SHOWN)
    .map((r) => reviewCard(r, parts.people));
  const incidents = await Promise.all(seen.slice(0, SHOWN).map(async (i) => incidentCard(await loadView(parts, i.id))));
  return [...plans, ...toReview, ...others, ...incidents];
}
