import { describe, expect, it } from 'vitest';
import type { Field, Form } from '../../../src/domain/card.ts';
import { errorsOf, valuesOf } from '../../../src/edge/slack/fields.ts';
import { metadataOf, viewOf } from '../../../src/edge/slack/modal.ts';
import { CARDS } from './cards.ts';
import { wrongView } from './rules.ts';

const form = CARDS.incident.buttons[0]!.form!;
const field = (over: Partial<Field>): Field => ({ name: 'a', label: 'A', type: 'text', required: true, ...over });
const withFields = (fields: Field[]): Form => ({ ...form, fields });
const words = (view: unknown) => JSON.stringify(view);

describe('a form in Slack', () => {
  it('is drawn as agreed', async () => {
    const view = viewOf(form, { channel: 'C1', thread: '1.1' });
    expect(wrongView(view)).toEqual([]);
    await expect(JSON.stringify(view, null, 2) + '\n').toMatchFileSnapshot('golden/form.json');
  });

  it('carries its verb, its reference and its place, and nothing else', () => {
    const { private_metadata } = viewOf(form, { channel: 'C1', thread: '1.1' });
    expect(metadataOf(private_metadata!)).toEqual({ verb: 'contain', ref: 'INC-7', channel: 'C1', thread: '1.1' });
  });

  it.each(['', 'null', '[]', '{"verb":"x"}', '{"verb":"x","ref":"","plan":"y"}'])(
    'does not read metadata that it did not write: %s',
    (text) => {
      expect(metadataOf(text)).toBeUndefined();
    },
  );

  it('stays within the limits whatever it is asked for', () => {
    const long = 'x'.repeat(5000);
    const many = Array.from({ length: 150 }, (_, i) => field({ name: `f${i}`, required: i === 149 }));
    const view = viewOf({ ...withFields(many), title: long, submit: long }, {});
    expect(wrongView(view)).toEqual([]);
    expect(words(view.blocks[0])).toContain('field.f149');
    expect(words(view)).toContain('51 more optional fields: type the command instead.');
    expect(wrongView(viewOf(withFields([field({ label: long, hint: long, value: long })]), {}))).toEqual([]);
  });

  it('lets a person type where a menu could not hold every choice', () => {
    const choices = Array.from({ length: 101 }, (_, i) => ({ value: `v${i}`, label: `V${i}` }));
    const view = viewOf(withFields([field({ type: 'choice', choices })]), {});
    expect(words(view)).toContain('plain_text_input');
    expect(words(view)).toContain('One of 101; type it.');
    expect(wrongView(viewOf(withFields([field({ type: 'choice', choices: choices.slice(0, 100) })]), {}))).toEqual([]);
  });

  it('shows several choices with boxes, as a menu where they are more than ten, and to be typed where no menu holds them', () => {
    const many = (count: number) => {
      const choices = Array.from({ length: count }, (_, i) => ({ value: `s${i}`, label: `Step ${i}` }));
      return viewOf(withFields([field({ type: 'many', choices, value: 's0 s1' })]), {});
    };
    for (const count of [1, 10, 11, 100, 101]) expect(wrongView(many(count)), String(count)).toEqual([]);
    expect(words(many(10))).toContain('"checkboxes"');
    expect(words(many(11))).toContain('"multi_static_select"');
    expect(words(many(101))).toContain('Some of 101, more than a menu holds; type them, parted by blanks.');
    expect(words(many(10)).match(/"initial_options":(\[.*?\}\])/)?.[1]).toContain('"value":"s1"');
  });

  it('keeps long choices apart by their second line', () => {
    const start = 'Remove the federated credentials of the application that trains in ';
    const choices = ['europe-west4', 'us-central1'].map((end, i) => ({ value: `s${i}`, label: `${start}${end} now` }));
    const view = viewOf(withFields([field({ type: 'many', choices })]), {});
    expect(wrongView(view)).toEqual([]);
    expect(words(view)).toContain('"description":{"type":"plain_text","text":"europe-west4 now"');
    const unbroken = viewOf(
      withFields([field({ type: 'many', choices: [{ value: 'a', label: '\u{1f525}'.repeat(90) }] })]),
      {},
    );
    expect(wrongView(unbroken)).toEqual([]);
  });

  it('gives back what was filled in and leaves out what was not', () => {
    const values = valuesOf({
      'field.playbook': { value: { selected_option: { value: 'stolen-key' } } },
      'field.reason': { value: { value: ' because ' } },
      'field.empty': { value: { value: null } },
      'field.steps': { value: { selected_options: [{ value: 's1' }, { value: 's7' }] } },
      'field.none': { value: { selected_options: [] } },
      other: { value: { value: 'not ours' } },
    });
    expect(values).toEqual({ playbook: 'stolen-key', reason: ' because ', steps: 's1 s7' });
  });

  it('puts an error at the field that it speaks of, else at the first', () => {
    const fields = ['field.playbook', 'field.identity'];
    expect(errorsOf('identity cannot be "x".', fields)).toEqual({ 'field.identity': 'identity cannot be "x".' });
    expect(errorsOf('Something is wrong.', fields)).toEqual({ 'field.playbook': 'Something is wrong.' });
    expect(errorsOf('Something is wrong.', [])).toEqual({});
  });
});
