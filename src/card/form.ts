import type { Form } from '../domain/card.ts';

export function denyForm(ref: string): Form {
  return {
    title: 'Deny this plan',
    verb: 'deny',
    ref,
    submit: 'Deny',
    fields: [{ name: 'reason', label: 'Reason', type: 'text', required: true, hint: 'The requester reads it.' }],
  };
}

/** Its steps are filled in from the record, while the person looks. */
export function narrowForm(ref: string): Form {
  return {
    title: 'Narrow this plan',
    verb: 'narrow',
    ref,
    submit: 'Ask for less',
    fields: [
      {
        name: 'keep',
        label: 'What stays',
        type: 'many',
        choices: [],
        required: true,
        hint: 'What is left out is not done. Votes so far are void: they were for more.',
      },
      { name: 'reason', label: 'Why', type: 'text', required: false },
    ],
  };
}

export function breakGlassForm(ref: string): Form {
  return {
    title: 'Break the glass',
    verb: 'break-glass',
    ref,
    submit: 'Sign in for it',
    fields: [
      { name: 'reason', label: 'Why it cannot wait', type: 'text', required: true },
      {
        name: 'nobody',
        label: 'Why nobody who may approve can decide',
        type: 'text',
        required: true,
        hint: 'All approvers are told, and somebody else reviews what you did.',
      },
    ],
  };
}
