import type { Field, Form } from '../../domain/card.ts';
import type { Attachment } from './draw.ts';
import { LIMITS } from './limits.ts';
import { clip, rich, run, seen } from './text.ts';

/** What an input's id begins with; that of one with several values says so, because they come back as one text. */
const [ONE, MANY] = ['v.', 'm.'];
const LONGEST = 2000;

function choicesOf(field: Field): { title: string; value: string }[] | undefined {
  const choices = field.choices ?? [];
  const menu = field.type === 'choice' || field.type === 'many';
  // Several values come back parted by commas, so a value with one of its own could not be told apart.
  const plain = choices.every((c) => c.value !== '' && !c.value.includes(','));
  if (!menu || choices.length === 0 || choices.length > LIMITS.choices || !plain) return undefined;
  return choices.map((c) => ({ title: clip(seen(c.label) || c.value, LIMITS.title), value: c.value }));
}

function input(field: Field): Record<string, unknown> {
  const label = clip(seen(field.label) || field.name, LIMITS.title);
  const shared = {
    id: `${field.type === 'many' && choicesOf(field) ? MANY : ONE}${field.name}`,
    isRequired: field.required,
    ...(field.required ? { errorMessage: `${defused(label)}: please fill this in.` } : {}),
  };
  const choices = choicesOf(field);
  if (choices) {
    const many = field.type === 'many';
    const value = many ? (field.value ?? '').split(/\s+/).filter(Boolean).join(',') : field.value;
    const style = many || choices.length <= 5 ? 'expanded' : 'compact';
    return {
      type: 'Input.ChoiceSet',
      ...shared,
      choices,
      isMultiSelect: many,
      style,
      wrap: true,
      ...(value ? { value } : {}),
    };
  }
  return {
    type: 'Input.Text',
    ...shared,
    isMultiline: field.type === 'long-text',
    maxLength: LONGEST,
    ...(field.value === undefined ? {} : { value: field.value.slice(0, LONGEST) }),
  };
}

/** Labels of inputs are rendered as Markdown by some clients. */
const defused = (text: string) => text.replace(/[[\]()<>*_`#~|\\]/g, ' ');

function row(field: Field): unknown[] {
  const optional = field.required ? [] : [run(' (optional)', { isSubtle: true })];
  const label = rich([run(clip(seen(field.label), LIMITS.title), { weight: 'Bolder' }), ...optional], {
    spacing: 'Medium',
  });
  const hint =
    field.hint === undefined
      ? []
      : [rich([run(clip(seen(field.hint), LIMITS.text), { isSubtle: true, size: 'Small' })], { spacing: 'None' })];
  return [label, ...hint, input(field)];
}

/** A form as a card. Submitting it is the command `verb` with the fields as values; Cancel shows what stood there before. */
export function formCard(form: Form, wrong?: string): Attachment {
  const ref = form.ref ?? '';
  const submit = clip(seen(form.submit), LIMITS.label);
  const warned = wrong === undefined ? [] : [rich([run(wrong, { color: 'Attention', weight: 'Bolder' })])];
  const title = clip(seen(form.title), LIMITS.title);
  const data = { ref, filled: true };
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      type: 'AdaptiveCard',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      version: '1.5',
      fallbackText: defused(title),
      body: [rich([run(title, { size: 'Large', weight: 'Bolder' })]), ...warned, ...form.fields.flatMap(row)],
      actions: [
        {
          type: 'Action.Execute',
          title: submit,
          verb: `quell.${form.verb}`,
          data,
          style: 'positive',
          fallback: { type: 'Action.Submit', title: submit, data: { quell: form.verb, ...data } },
        },
        ...(ref === ''
          ? []
          : [
              {
                type: 'Action.Execute',
                title: 'Cancel',
                verb: 'quell.refresh',
                data: { ref },
                associatedInputs: 'none',
              },
            ]),
      ],
    },
  };
}

/** What was filled in. Several choices come parted by commas and go on parted by blanks. */
export function valuesOf(data: Record<string, unknown>): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(data)) {
    if (!/^[vm]\.[a-z][a-z0-9_-]{0,60}$/.test(name)) continue;
    const text =
      typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
    const said = name.startsWith(MANY) ? text.replaceAll(',', ' ') : text;
    if (said !== '') values[name.slice(ONE.length)] = said.slice(0, LONGEST * 2);
  }
  return values;
}
