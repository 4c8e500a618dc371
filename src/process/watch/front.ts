import { commandOf } from '../../command/parse.ts';
import type { Front, Inbound, Reply } from '../../command/surface.ts';
import type { Watch } from './watch.ts';

/** The code of the fault that a reply tells of. */
function faultOf(reply: Reply): string | undefined {
  if (reply.exit === 0 || typeof reply.data !== 'object' || reply.data === null || Array.isArray(reply.data)) return;
  const { error } = reply.data;
  return typeof error === 'object' && error !== null && !Array.isArray(error) ? String(error.code) : undefined;
}

/** The door, watched: every command and every press, from its arrival until its answer. */
export function watchedFront(front: Front, watch: Watch): Front {
  const answer = (said: string, from: Inbound, work: () => Promise<Reply>): Promise<Reply> => {
    // A word of the table or none: what somebody typed names no span.
    const verb = commandOf(said.toLowerCase())?.verb ?? 'unknown';
    const { meter, traces, doing } = watch;
    const seconds = meter.stopwatch();
    return doing.run({ seconds, verb }, () =>
      traces.run(`command ${verb}`, { 'quell.surface': from.who.surface }, async () => {
        const reply = await work();
        traces.note({ 'quell.outcome': faultOf(reply) ?? 'answered' });
        meter.took('command', undefined, seconds());
        return reply;
      }),
    );
  };
  return {
    command: (text, from) => answer(text.trim().split(/\s+/, 1)[0] ?? '', from, () => front.command(text, from)),
    press: (verb, ref, values, from) => answer(verb, from, () => front.press(verb, ref, values, from)),
    formFor: (text) => front.formFor(text),
    formOf: (verb, ref) => front.formOf(verb, ref),
    filled: (form, from) => front.filled(form, from),
    home: (from) => front.home(from),
  };
}
