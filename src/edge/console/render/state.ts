import type { Card } from '../../../domain/card.ts';
import type { Incident } from '../../../domain/incident.ts';
import type { StepState } from '../../../domain/run.ts';
import { type Html, html } from './html.ts';
import { type IconName, icon } from './icon.ts';

/** The classes of colour in the stylesheet. */
type Tone = 'neutral' | 'busy' | 'warning' | 'good' | 'bad';

const STEPS: Record<StepState, { word: string; icon: IconName; tone: Tone }> = {
  waiting: { word: 'waiting', icon: 'clock', tone: 'neutral' },
  due: { word: 'queued', icon: 'ring', tone: 'neutral' },
  running: { word: 'running', icon: 'turn', tone: 'busy' },
  applied: { word: 'applied, being proven', icon: 'half', tone: 'busy' },
  verified: { word: 'verified', icon: 'check', tone: 'good' },
  failed: { word: 'failed', icon: 'cross', tone: 'bad' },
  changed: { word: 'stopped: the cloud changed', icon: 'warn', tone: 'warning' },
  'in-doubt': { word: 'in doubt: a person decides', icon: 'ask', tone: 'warning' },
  cancelled: { word: 'cancelled', icon: 'bar', tone: 'neutral' },
  expired: { word: 'expired, not done', icon: 'clock', tone: 'neutral' },
};

/** State of a step: word, icon and colour say the same. */
export function stepState(state: StepState): Html {
  const { word, icon: name, tone } = STEPS[state];
  return html`<span class="state ${tone}">${icon(name)}${word}</span>`;
}

const TONES: Record<Card['tone'], IconName> = { neutral: 'info', warning: 'warn', good: 'check', bad: 'cross' };

export function toneIcon(tone: Card['tone']): Html {
  return html`<span class="tone ${tone}">${icon(TONES[tone])}</span>`;
}

/** LIVE or DRILL, and the severity: the first words of everything. */
export function marks(of: { mode: Incident['mode']; severity?: Incident['severity'] }): Html {
  return html`<span class="mark ${of.mode}">${of.mode === 'drill' ? 'DRILL' : 'LIVE'}</span>${
    of.severity !== undefined && html`<span class="mark sev">SEV${of.severity}</span>`
  }`;
}
