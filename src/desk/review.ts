import { stamp } from '../approval/stamp.ts';
import { listCard, noticeCard } from '../card/notice.ts';
import { reviewCard } from '../card/review.ts';
import type { Reply } from '../command/surface.ts';
import { Fault } from '../domain/fault.ts';
import { shortDigest } from '../domain/plan.ts';
import type { Ask, DeskParts } from './parts.ts';
import { reply } from './reply.ts';

/** Somebody else says whether acting alone was right. */
export async function review(parts: DeskParts, ask: Ask): Promise<Reply> {
  const { plan, incident } = ask.about!;
  const { id, digest, body } = plan!;
  const short = shortDigest(digest);
  const open = (await parts.reviews.openReviews(incident.id)).find((r) => r.plan === id);
  const none = new Fault({
    code: 'approval.no-review',
    message: `No review of plan ${short} is open.`,
    fix: '`reviews` lists those that are.',
  });
  if (!open) throw none;
  if (open.person === ask.person.id) {
    const own = new Fault({
      code: 'approval.own-review',
      message: 'You broke the glass for this plan, so somebody else must review it.',
      fix: 'Ask a colleague; the review card stands in the incident’s thread.',
    });
    await parts.incidents.note([
      {
        stream: incident.id,
        type: 'approval.refused',
        actor: ask.actor,
        summary: `${ask.person.name} tried to review plan ${short}: ${own.message}`,
        data: { plan: id, digest, decision: 'review', ...stamp(ask.policy) },
      },
    ]);
    throw own;
  }
  const verdict = ask.values.as as 'justified' | 'not-justified';
  const note = ask.values.note!.slice(0, 1000);
  const words = verdict === 'justified' ? 'justified' : 'not justified';
  const done = await parts.reviews.review(
    id,
    { by: ask.person.id, verdict, note },
    {
      stream: incident.id,
      type: 'approval.reviewed',
      actor: ask.actor,
      summary: `${ask.person.name} found that breaking the glass for plan ${short} was ${words}: ${note}`,
      data: { plan: id, digest, verdict, note, ...stamp(ask.policy) },
    },
  );
  if (!done) throw none;
  return reply(noticeCard(`Plan ${short} reviewed`, `Breaking the glass was ${words}.`, body.mode), done);
}

export async function reviews(parts: DeskParts, ask: Ask): Promise<Reply> {
  const open = await parts.reviews.openReviewsFor(ask.person.id);
  if (open.length === 0) return reply(noticeCard('Reviews', 'Nothing waits for a review.'), open);
  const [first] = open;
  const card = listCard(
    'Reviews',
    `${open.length} to be reviewed, first ${first!.incident}.`,
    open.flatMap((r) => reviewCard(r, parts.people).blocks),
  );
  return reply({ ...card, buttons: open.slice(0, 4).flatMap((r) => reviewCard(r, parts.people).buttons) }, open);
}
