import type { Button } from '../domain/card.ts';
import type { Incident } from '../domain/incident.ts';
import { fitsCard } from './fit.ts';
import { breakGlassForm, denyForm, narrowForm } from './form.ts';
import { stepsOf } from './limits.ts';
import type { PlanView } from './view.ts';

/** Teams shows no more; and who decides at night reads no more. */
const MOST = 6;

/** While it waits. */
function waiting(view: PlanView, whole: boolean): Button[] {
  const { plan, run, page } = view;
  const ref = plan.id;
  // What a card cannot hold is approved where all of it can be read.
  const elsewhere = !whole && page !== undefined && !fitsCard(plan.body);
  const started = run.steps.some((s) => s.state !== 'waiting');
  const list: Button[] = [
    {
      verb: 'approve',
      ref,
      label: elsewhere ? 'Read it all, then approve' : 'Approve',
      style: 'primary',
      ...(elsewhere ? { href: page } : {}),
    },
    { verb: 'deny', ref, label: 'Deny…', style: 'danger', form: denyForm(ref) },
  ];
  if (!started && stepsOf(view).length > 1)
    list.push({ verb: 'narrow', ref, label: 'Narrow…', style: 'default', form: narrowForm(ref) });
  return list;
}

/** Ways out: for whoever may act alone, and for whoever asked. */
function last(view: PlanView): Button[] {
  const { id: ref, body } = view.plan;
  return [
    ...(body.breakGlass
      ? [{ verb: 'break-glass', ref, label: 'Break glass…', style: 'danger' as const, form: breakGlassForm(ref) }]
      : []),
    { verb: 'withdraw', ref, label: 'Withdraw', style: 'default' },
  ];
}

/** A plan that is over, or of which a part is that nobody can go on with; and whose request still makes sense. */
function isOver({ plan, run }: PlanView): boolean {
  if (plan.status === 'denied' || plan.status === 'expired' || plan.status === 'withdrawn') return true;
  if (plan.status === 'superseded') return false;
  // A fresh plan of what is still being done would find it half done.
  return run.steps.some((s) => s.state === 'changed' || (s.state === 'expired' && run.state !== 'running'));
}

/** What can be done about a plan now. @param whole on the page that shows all of it */
export function planButtons(view: PlanView, incident: Incident, whole: boolean): Button[] {
  const { plan, run, later } = view;
  const open = incident.status === 'open';
  const pending = plan.status === 'pending';
  const list = pending ? waiting(view, whole) : [];
  if (open && run.steps.some((s) => s.state === 'failed'))
    list.push({ verb: 'retry', ref: plan.id, label: 'Retry', style: 'primary' });
  if (open && !later && isOver(view)) list.push({ verb: 'again', ref: plan.id, label: 'Ask again', style: 'primary' });
  if (!whole) list.push({ verb: 'plan', ref: plan.id, label: 'Details', style: 'default' });
  if (pending) list.push(...last(view).slice(0, MOST - list.length));
  if (open && plan.body.kind === 'contain' && run.steps.some((s) => s.receipt) && run.state !== 'running')
    list.push({ verb: 'release', ref: plan.body.incident, label: 'Release…', style: 'default' });
  return list;
}
