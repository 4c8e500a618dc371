import type { Cloud } from './action.ts';
import type { Mode, Severity } from './incident.ts';
import type { StepState } from './run.ts';

/** Text without markup: a renderer escapes it, so nothing that an attacker named can become a link or a mention. */
export type Span = string | { strong: string } | { code: string } | { person: string } | { time: string };
export type Text = Span[];

/** One step as a line. `state` is absent while it is only planned. */
export interface StepLine {
  cloud: Cloud;
  title: string;
  state?: StepState;
  /** `03:13:07 token refused`, or the reason of a failure and its fix. */
  note?: Text;
}

export type Block =
  | { block: 'text'; text: Text }
  /** Said first and never only by colour: what is partial, early, or blocked. */
  | { block: 'warning'; text: Text }
  | { block: 'facts'; facts: { label: string; value: Text }[] }
  | { block: 'stage'; title: string; needs: string; steps: StepLine[] }
  | { block: 'list'; title: string; items: Text[] }
  | { block: 'code'; text: string }
  | { block: 'table'; columns: string[]; rows: string[][] };

export interface Field {
  name: string;
  label: string;
  /** `many` takes several of its choices; its value is their values, parted by blanks. */
  type: 'text' | 'long-text' | 'choice' | 'many';
  choices?: { value: string; label: string }[];
  value?: string;
  required: boolean;
  hint?: string;
}

/** Asked for when typing would be painful. Submitting it is the command `verb` with the fields as values. */
export interface Form {
  /** At most 24 characters: a Slack modal's title. */
  title: string;
  verb: string;
  ref?: string;
  fields: Field[];
  submit: string;
}

/** A button carries a verb and an opaque reference; what they mean is decided by the record when it is pressed. */
export interface Button {
  verb: string;
  ref: string;
  label: string;
  style: 'primary' | 'danger' | 'default';
  /** Opened by the press instead of acting at once. */
  form?: Form;
  /** A page of Quell's own that the button opens instead of acting. Never made from foreign text. */
  href?: string;
}

export interface Card {
  kind: 'incident' | 'plan' | 'notice' | 'list' | 'fault' | 'runbook';
  /** What the card shows: `INC-7`, a plan id. */
  id: string;
  /** What people call it, after mode and severity: `INC-7`, `plan 7F3A-91C2`. */
  about?: string[];
  /** Of the incident that the card is about; absent on an answer that is about none, so that the word keeps its meaning. */
  mode?: Mode;
  severity?: Severity;
  tone: 'neutral' | 'warning' | 'good' | 'bad';
  title: string;
  /** The whole card in one or two sentences: notification, screen reader, text fallback. */
  summary: string;
  blocks: Block[];
  buttons: Button[];
  /** Path on the console that shows all of it: `/incidents/INC-7/plans/…`. Shown as a link where the console's address is known. */
  path?: string;
}

/** Where a posted card lives. */
export interface MessageRef {
  surface: 'slack' | 'teams' | 'console';
  tenant: string;
  channel: string;
  /** The surface's own id of the message: Slack's `ts`. */
  message: string;
}

/** A message, and the digest of the card that it shows, where that was noted. */
export interface Shown {
  ref: MessageRef;
  digest?: string;
}
