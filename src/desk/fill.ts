import { commandOf } from '../command/parse.ts';
import { CLOUD_NAMES } from '../domain/action.ts';
import type { Field, Form } from '../domain/card.ts';
import { judge } from './judge.ts';
import type { Ask, DeskParts } from './parts.ts';

/** Choices that a form of any chat takes. */
const MOST = 100;

async function stepsField(parts: DeskParts, ask: Ask, field: Field, ref: string): Promise<Field> {
  const { about } = await judge(parts, { ...ask, values: { plan: ref } }, commandOf('plan')!);
  const steps = about!.plan!.body.stages.flatMap((stage) => stage.steps);
  if (steps.length > MOST) {
    // A list that was cut would leave out, unseen, whatever it does not show.
    const hint = 'Ids of the steps, parted by blanks; `plan` lists them.';
    return { name: 'drop', label: 'Leave out', type: 'long-text', required: true, hint };
  }
  // By the stage's number, as on the card: one thing may be done in two stages.
  const choices = about!.plan!.body.stages.flatMap((stage, n) =>
    stage.steps.map((s) => ({ value: s.id, label: `${n + 1} ${CLOUD_NAMES[s.cloud]}: ${s.title}` })),
  );
  return { ...field, choices, value: steps.map((s) => s.id).join(' ') };
}

async function incidentField(parts: DeskParts, ask: Ask, field: Field): Promise<Field> {
  const open = await parts.incidents.incidents('open');
  const seen = open.filter((i) => !i.suspects.includes(ask.person.id)).slice(0, MOST);
  return { ...field, choices: seen.map((i) => ({ value: i.id, label: `${i.id} ${i.title}` })) };
}

/** The form with choices that only the record knows. */
export async function fill(parts: DeskParts, ask: Ask, form: Form): Promise<Form> {
  const empty = (f: Field) => (f.type === 'choice' || f.type === 'many') && !f.choices?.length;
  const fields = await Promise.all(
    form.fields.map(async (field): Promise<Field> => {
      if (!empty(field)) return field;
      if (form.verb === 'narrow' && form.ref) return stepsField(parts, ask, field, form.ref);
      return field.name === 'incident' ? incidentField(parts, ask, field) : field;
    }),
  );
  return { ...form, fields };
}
