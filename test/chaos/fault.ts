import type { Cloud } from '../../src/domain/action.ts';

/** Every kind of fault, with how often a scenario draws it beside the others. `click-*` come with the votes. */
export const KINDS = {
  kill: 1,
  stop: 0.4,
  'queue-wiped': 1.2,
  'queue-restarted': 0.05,
  'record-restarted': 0.03,
  'connection-cut': 2,
  'connection-delayed': 2,
  'bytes-duplicated': 1.5,
  'half-open': 0.4,
  'cloud-throttled': 1.2,
  'cloud-failed': 1.5,
  'cloud-lost-answer': 1.5,
  'cloud-stale-read': 1,
  'cloud-denied': 0.3,
  'chat-down': 0.4,
  'chat-lost-answer': 0.4,
  'clock-jump': 0.6,
  'two-workers': 1.5,
  'click-duplicated': 0,
  'click-reordered': 0,
  'click-late': 0,
} as const satisfies Record<string, number>;

export type Kind = keyof typeof KINDS;

/** Which of a process's connections. */
export type Where = 'record' | 'queue' | 'cloud';

/** A boundary of a message: it came and is not handed on; handed on; its answer came and is not handed on; handed on. */
export const MOMENTS = ['request', 'forwarded', 'answer', 'answered'] as const;
export type Moment = (typeof MOMENTS)[number];

/** A part of an incident in which a fault waits for its moment. What has not struck by its end never happened. */
export type Phase = 'plan' | 'contain' | 'release' | 'close';

/** What is to go wrong, and when: at the `nth` such boundary that the laboratory sees in the phase. */
export interface Fault {
  kind: Kind;
  phase: Phase;
  victim: 'worker' | 'chat';
  where: Where;
  moment: Moment;
  nth: number;
  /** How long it lasts, in ms, where it lasts. */
  ms: number;
  /** For a clock: how far it jumps, in ms. */
  jumpMs: number;
  /** For a cloud: which one, and the permission of the call that it strikes; `*` is whichever comes next. */
  cloud: Cloud;
  permission: string;
}
