import { describe, expect, it } from 'vitest';
import type { Field, Form } from '../../../src/domain/card.ts';
import { valuesOf } from '../../../src/edge/teams/fields.ts';
import { formCard } from '../../../src/edge/teams/form-card.ts';
import { CARDS } from '../slack/cards.ts';
import { complaints, ofType, read } from './rules.ts';

const contain = CARDS.incident.buttons[0]!.form!;
const choices = (n: number, value = (i: number) => `step-${i}`) =>
  Array.from({ length: n }, (_, i) => ({ value: value(i), label: `Step ${i}` }));
const narrow: Form = {
  title: 'Narrow',
  verb: 'narrow',
  ref: '7F3A-91C2',
  submit: 'Ask for less',
  fields: [
    {
      name: 'keep',
      label: 'Steps that stay',
      type: 'many',
      required: true,
      choices: choices(3),
      value: 'step-0 step-2',
    },
  ],
};
const withField = (field: Partial<Field>): Form => ({ ...narrow, fields: [{ ...narrow.fields[0]!, ...field }] });
const input = (form: Form) =>
  [...ofType(formCard(form), 'Input.ChoiceSet'), ...ofType(formCard(form), 'Input.Text')][0]!;
const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('a form in Teams', () => {
  it('is drawn as agreed', async () => {
    const both = [formCard(contain), formCard(narrow, 'Something must stay.')];
    expect(both.flatMap(complaints)).toEqual([]);
    await expect(`${JSON.stringify(both, null, 2)}\n`).toMatchFileSnapshot('golden/form.json');
  });

  it('is the command with its fields as values when it is sent, and Cancel shows what stood there before', () => {
    const [send, cancel] = formCard(narrow).content.actions!;
    expect(send).toMatchObject({
      verb: 'quell.narrow',
      data: { ref: '7F3A-91C2', filled: true },
      fallback: { type: 'Action.Submit', data: { quell: 'narrow', ref: '7F3A-91C2', filled: true } },
    });
    expect(cancel).toMatchObject({ verb: 'quell.refresh', data: { ref: '7F3A-91C2' }, associatedInputs: 'none' });
    expect(formCard({ ...narrow, ref: '' }).content.actions).toHaveLength(1);
  });

  it('says in words what must be filled in, and what need not', () => {
    expect(ofType(formCard(contain), 'Input.Text').map((one) => [one.label, one.isRequired ?? false])).toEqual([
      ['Identity', true],
      ['Reason (optional)', false],
    ]);
    for (const one of ofType(formCard(contain), 'Input.Text'))
      expect(one.errorMessage).toBe(one.isRequired ? 'Please fill this in.' : undefined);
  });

  it('says what was wrong with the last attempt', () => {
    expect(read(formCard(narrow, 'Something must stay.'))).toContain('⚠ \nSomething must stay.');
  });

  it('has several choices already made', () => {
    expect(input(narrow)).toMatchObject({ id: 'm.keep', isMultiSelect: true, value: 'step-0,step-2' });
    expect(input(withField({ type: 'choice', value: 'step-1' }))).toMatchObject({ id: 'v.keep', value: 'step-1' });
    expect(input(withField({ type: 'choice', value: 'step-9' })).value).toBeUndefined();
  });

  it('is typed in where a menu could not show every choice or not bring it back whole', () => {
    for (const list of [choices(101), choices(2, (i) => `a,${i}`), choices(2, (i) => `a ${i}`), []])
      expect(input(withField({ choices: list }))).toMatchObject({ type: 'Input.Text', id: 'v.keep' });
    expect(read(formCard(withField({ choices: choices(101) })))).toContain('Some of 101; type them, parted by blanks.');
  });

  it('fits in any case: first without its menus, then without what need not be asked', () => {
    const long = (i: number) => ({ value: `v${i}`, label: `${i} ${'x'.repeat(280)}` });
    const menus = withField({ choices: Array.from({ length: 99 }, (_, i) => long(i)) });
    expect(size(formCard(menus).content)).toBeLessThanOrEqual(25_000);
    expect(input(menus).type).toBe('Input.Text');
    const fields = Array.from({ length: 60 }, (_, i): Field => {
      return { name: `f${i}`, label: `Field ${i}`, type: 'long-text', required: i === 59, value: 'y'.repeat(900) };
    });
    const cut = formCard({ ...narrow, fields });
    expect(size(cut.content)).toBeLessThanOrEqual(25_000);
    const shown = ofType(cut, 'Input.Text');
    expect(shown[0]!.label).toBe('Field 59');
    expect(read(cut)).toContain(`${60 - shown.length} more optional fields: type the command instead.`);
  });
});

describe('what was filled in', () => {
  it('comes back by name, several choices parted by blanks', () => {
    const data = { ref: 'x', filled: true, 'v.reason': 'a, b', 'm.keep': 'step-0,step-2', 'v.empty': '  ' };
    expect(valuesOf(data)).toEqual({ reason: 'a, b', keep: 'step-0 step-2' });
  });

  it('is nothing where nothing of ours is', () => {
    for (const data of [
      undefined,
      null,
      7,
      'v.a',
      ['v.a'],
      { 'v.__proto__': 'x', 'v.a b': 'x', a: 'x', 'v.a': { b: 1 } },
    ])
      expect(valuesOf(data)).toEqual({});
    expect(Object.keys(valuesOf(JSON.parse('{"v.constructor":"x","__proto__":{"v.a":"x"}}')))).toEqual(['constructor']);
  });

  it('is no longer than anything that Quell asks for', () => {
    expect(valuesOf({ 'v.a': 'x'.repeat(20_000) }).a!.length).toBeLessThan(10_000);
  });
});
