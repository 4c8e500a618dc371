/** One argument of a command. `word` and `rest` are positional, in order; `key` is written `name=value`. */
export interface Arg {
  name: string;
  kind: 'word' | 'rest' | 'key';
  required: boolean;
  describe: string;
  /** Values that a form offers. Dynamic ones are filled in from configuration at start. */
  choices?: readonly string[] | 'playbooks' | 'people' | 'actions' | 'drills';
}

export interface Command {
  verb: string;
  summary: string;
  args: readonly Arg[];
  /** `contain` takes the playbook's own inputs as further `name=value`. */
  open?: true;
  /** Reads only: allowed to everybody who is known. */
  reads?: true;
  /** Doing it twice is doing it once, whatever delivers it: nobody need remember the delivery before it is carried out. */
  idempotent?: true;
  /** In a shell alone; the others are everywhere. */
  shell?: true;
  example: string;
}

export const incident: Arg = {
  name: 'incident',
  kind: 'key',
  required: false,
  describe: 'Incident id; the one of this thread when left out.',
};
export const about: Arg = { ...incident, kind: 'word' };
export const plan: Arg = { name: 'plan', kind: 'word', required: true, describe: 'Plan id, or its short digest.' };
export const reason: Arg = { name: 'reason', kind: 'key', required: false, describe: 'Why, for the record.' };
