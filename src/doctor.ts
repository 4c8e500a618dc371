import { secretsOf } from './config/environment.ts';
import { scrubber } from './config/scrub.ts';
import type { Config } from './config.ts';
import type { Check, CloudEdge } from './domain/action.ts';
import { asFault } from './domain/fault.ts';

/** One thing outside that is looked at. */
export interface Probe {
  /** `PostgreSQL`: names the line when the probe itself gives none. */
  what: string;
  /** Looks once, changes nothing. Throwing or giving no line is a failure. */
  look(signal: AbortSignal): Promise<Check[]>;
}

/** What `quell doctor` looks at. A part that the configuration asks for and that is absent is a failing line. */
export interface Parts {
  database?: Probe;
  queue?: Probe;
  slack?: Probe;
  clouds: readonly Pick<CloudEdge, 'cloud' | 'check'>[];
}

const LIMIT_MS = 5000;
const CLOUD_NAMES = { aws: 'AWS', gcp: 'Google Cloud', azure: 'Azure' } as const;

/**
 * Looks at everything that the configuration points to, side by side.
 * @param limitMs Longest time of one probe; one that has not answered by then is a failing line.
 */
export async function doctor(config: Config, parts: Parts, limitMs = LIMIT_MS): Promise<Check[]> {
  const looks = probes(config, parts).map((part) => ('look' in part ? settle(part, limitMs) : [part]));
  const checks = [read(config), ...(await Promise.all(looks)).flat()];
  const scrub = scrubber(secretsOf(config.environment));
  return checks.map((check) => ({
    ...check,
    what: scrub(check.what),
    saw: scrub(check.saw),
    ...(check.fix === undefined ? {} : { fix: scrub(check.fix) }),
  }));
}

function read(config: Config): Check {
  const counted = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
  const people = counted(config.people.length, 'person', 'people');
  const identities = counted(config.identities.size, 'identity', 'identities');
  return { ok: true, what: `Configuration ${config.file}`, saw: `${people}, ${identities}` };
}

function probes(config: Config, parts: Parts): (Probe | Check)[] {
  const found: (Probe | Check)[] = [parts.database ?? unchecked('PostgreSQL'), parts.queue ?? unchecked('Queue')];
  if (config.slack) found.push(parts.slack ?? unchecked('Slack'));
  for (const cloud of ['aws', 'gcp', 'azure'] as const) {
    if (!config[cloud]) continue;
    const edge = parts.clouds.find((e) => e.cloud === cloud);
    found.push(edge ? { what: CLOUD_NAMES[cloud], look: () => edge.check() } : unchecked(CLOUD_NAMES[cloud]));
  }
  return found;
}

function unchecked(what: string): Check {
  const fix = 'This is a defect of Quell, not of your settings: please report it.';
  return { ok: false, what, saw: 'configured, and nothing looked at it', fix };
}

/** The probe's lines; whatever goes wrong with it becomes a failing line. */
async function settle(probe: Probe, limitMs: number): Promise<Check[]> {
  const { what } = probe;
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Check[]>((done) => {
    timer = setTimeout(() => {
      const saw = `no answer within ${limitMs / 1000} s`;
      const fix = 'Check the network between Quell and it: DNS, firewall, proxy; then run `quell doctor` again.';
      done([{ ok: false, what, saw, fix }]);
      stop.abort();
    }, limitMs);
  });
  try {
    const checks = await Promise.race([probe.look(stop.signal), late]);
    return checks.length > 0 ? checks : [unchecked(what)];
  } catch (error) {
    const { message, fix } = asFault(error);
    return [{ ok: false, what, saw: message, fix }];
  } finally {
    clearTimeout(timer);
  }
}

/** The lines for a terminal: the state in words, each failure with its fix, and the count at the end. */
export function renderChecks(checks: readonly Check[]): string {
  const lines = checks.flatMap((check) => {
    const head = `${check.ok ? 'ok      ' : 'FAILED  '}${plain(check.what)}: ${plain(check.saw)}`;
    return check.ok
      ? [head]
      : [head, `        fix: ${plain(check.fix ?? 'docs/configuration.md describes the setting.')}`];
  });
  const failed = checks.filter((c) => !c.ok).length;
  const all = checks.length === 1 ? '1 check' : `${checks.length} checks`;
  return [...lines, '', failed === 0 ? `${all}, all well.` : `${failed} of ${all} failed.`, ''].join('\n');
}

/** A cloud chose part of these words: no line break and nothing that a terminal obeys gets through. */
function plain(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** For the shell: 0 when something was checked and all of it is well, else 1. */
export function exitOf(checks: readonly Check[]): 0 | 1 {
  return checks.length > 0 && checks.every((c) => c.ok) ? 0 : 1;
}
