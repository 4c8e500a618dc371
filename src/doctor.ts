import { secretsOf } from './config/environment.ts';
import type { Role } from './config/environment-table.ts';
import type { Config } from './config.ts';
import { type Check, CLOUD_NAMES, type CloudEdge } from './domain/action.ts';
import { asFault } from './domain/fault.ts';
import { scrubber } from './domain/scrub.ts';

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
  /** Whatever else is to be looked at, after these. */
  more?: readonly Probe[];
  /** What processes of this environment do; both when left out. */
  roles?: ReadonlySet<Role>;
}

const LIMIT_MS = 10_000;
const BOTH: ReadonlySet<Role> = new Set(['chat', 'worker']);

/**
 * Looks at everything that the configuration points to, side by side.
 * @param limitMs Longest time of one probe; one that has not answered by then is a failing line.
 */
export async function doctor(config: Config, parts: Parts, limitMs = LIMIT_MS): Promise<Check[]> {
  const roles = parts.roles ?? BOTH;
  const looks = probes(config, parts, roles).map((part) => ('look' in part ? settle(part, limitMs) : [part]));
  const seen = (await Promise.all(looks)).flat();
  const checks = [read(config), ...(roles.has('worker') ? seen : seen.map(apart))];
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

function probes(config: Config, parts: Parts, roles: ReadonlySet<Role>): (Probe | Check)[] {
  const found: (Probe | Check)[] = [parts.database ?? unchecked('PostgreSQL'), parts.queue ?? unchecked('Queue')];
  if (config.slack) found.push(roles.has('chat') ? (parts.slack ?? unchecked('Slack')) : elsewhere());
  for (const cloud of ['aws', 'gcp', 'azure'] as const) {
    if (!config[cloud]) continue;
    const edge = parts.clouds.find((e) => e.cloud === cloud);
    found.push(edge ? { what: CLOUD_NAMES[cloud], look: () => edge.check() } : unchecked(CLOUD_NAMES[cloud]));
  }
  return [...found, ...(parts.more ?? [])];
}

function elsewhere(): Check {
  const saw = 'not looked at: a worker holds none of its tokens; run `quell doctor` where the chat runs';
  return { ok: true, what: 'Slack', saw };
}

/** Where only the chat runs, a responder that cannot be reached is as it should be, and one that can be is not. */
function apart(check: Check): Check {
  if (check.access !== 'write') return check;
  const { fix: _, ...rest } = check;
  if (!check.ok) return { ...rest, ok: true, saw: `out of reach for the chat, as it should be: ${check.saw}` };
  const saw = `the chat can become it, and so can whoever takes the chat over: ${check.saw}`;
  return { ...check, ok: false, saw, fix: 'Trust the worker’s identity alone as responder (docs/infra.md).' };
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
    if (check.ok) return check.fix === undefined ? [head] : [head, `        better: ${plain(check.fix)}`];
    return [head, `        fix: ${plain(check.fix ?? 'docs/configuration.md describes the setting.')}`];
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
