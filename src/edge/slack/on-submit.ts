import type { App } from '@slack/bolt';
import { mayMend } from '../../command/refused.ts';
import type { Reply } from '../../command/surface.ts';
import { within } from '../timer.ts';
import type { Desk } from './desk.ts';
import { errorsOf, valuesOf } from './fields.ts';
import { guarded } from './guarded.ts';
import { Submission, tenantOf } from './inbound.ts';
import { LIMITS } from './limits.ts';
import { answerOnList } from './list.ts';
import { FORM_ID, type Metadata, metadataOf } from './modal.ts';
import { asker, inbound } from './place.ts';

/**
 * The reply, if it comes while Slack still waits. Only then can a wrong value be shown at its field; a later one is
 * told in the thread.
 */
async function soon(reply: Promise<Reply | undefined>): Promise<Reply | undefined> {
  const inTime = await within(LIMITS.ackMs, reply).catch(() => 'late' as const);
  return inTime === 'late' ? undefined : inTime.value;
}

async function press(desk: Desk, from: Submission, tenant: string, form: Metadata): Promise<Reply | undefined> {
  const { view, user, trigger_id: trigger } = from;
  // A view keeps its hash while its fields are being corrected; the trigger tells one submission from the next.
  const dedupe = `slack:view:${view.id}:${view.hash}:${trigger ?? JSON.stringify(valuesOf(view.state.values))}`;
  if (await desk.seen(`delivery:${dedupe}`)) return undefined;
  const { channel, thread } = form;
  const who = inbound({ tenant, user: user.id, channel, thread, dedupe });
  return desk.front.press(form.verb, form.ref, valuesOf(view.state.values), who);
}

/** A submitted modal: what the person must correct is said in it, everything else where the form was opened. */
export function onSubmit(app: App, desk: Desk): void {
  app.view({ callback_id: FORM_ID, type: 'view_submission' }, async ({ ack, body }) => {
    const read = Submission.safeParse(body);
    const form = read.success ? metadataOf(read.data.view.private_metadata) : undefined;
    if (!read.success || !form) {
      await ack();
      desk.log.warn({}, 'a form that cannot be read was dropped');
      return;
    }
    const { team, enterprise, user, view } = read.data;
    const tenant = tenantOf(desk.allowed, { team: team?.id, enterprise: enterprise?.id, userTeam: user.team_id });
    if (!tenant) {
      await ack();
      desk.log.warn({ team: user.team_id ?? team?.id }, 'a form from another workspace was refused');
      return;
    }
    const pending = press(desk, read.data, tenant, form);
    const reply = await soon(pending);
    if (reply && mayMend(reply)) {
      const errors = errorsOf(reply.card.summary, Object.keys(view.state.values));
      if (Object.keys(errors).length > 0) {
        await ack({ response_action: 'errors', errors });
        return;
      }
    }
    await ack();
    const to = asker(user.id, form.channel, form.thread);
    await guarded(desk, to, 'a form failed', async () => {
      const given = await pending;
      desk.homes.touched(user.id);
      if (!given) return;
      if (form.below) return answerOnList(desk, form.below, { tenant, user: user.id }, given);
      await desk.answer.reply(to, given);
    });
  });
}
