import { Fault } from '../../domain/fault.ts';
import type { ConsoleDesk } from './desk.ts';

const BEAT_MS = 15_000;
const MOST_STREAMS = 100;
/** Bursts become one event: a change waits this long for its neighbours, the many calls of attackers much longer. */
const WAIT_MS = { changed: 40, calls: 1000 } as const;

type Kind = keyof typeof WAIT_MS;

/** Tells open pages that something changed; they fetch what they show. An event carries no data to trust. */
export class Live {
  private readonly open = new Set<() => void>();
  private readonly desk: ConsoleDesk;

  constructor(desk: ConsoleDesk) {
    this.desk = desk;
  }

  /**
   * A stream of server-sent events: `changed` for the incident, or for any when none is given, and `calls`.
   * @param endsMs when the session ends for which it is, ms since the epoch; the stream ends with it
   * @throws Fault `console.busy` when too many pages are open.
   */
  stream(incident: string | undefined, endsMs = Number.POSITIVE_INFINITY): ReadableStream<Uint8Array> {
    if (this.open.size >= MOST_STREAMS) {
      throw new Fault({
        code: 'console.busy',
        message: 'Too many pages of the console are open.',
        fix: 'Close some; a page can also be read without being live.',
        retry: 'later',
      });
    }
    let end = () => {};
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        end = this.begin(controller, incident, endsMs);
      },
      cancel: () => end(),
    });
  }

  private begin(
    controller: ReadableStreamDefaultController<Uint8Array>,
    incident: string | undefined,
    endsMs: number,
  ): () => void {
    const encoder = new TextEncoder();
    const send = (text: string) => controller.enqueue(encoder.encode(text));
    const waiting = new Map<Kind, NodeJS.Timeout>();
    const tell = (kind: Kind) => {
      if (waiting.has(kind)) return;
      const due = () => {
        waiting.delete(kind);
        send(`event: ${kind}\ndata:\n\n`);
      };
      waiting.set(kind, setTimeout(due, WAIT_MS[kind]));
    };
    const beat = setInterval(() => (Date.now() < endsMs ? send(': still here\n\n') : closed()), BEAT_MS);
    const unsubscribe = [
      this.desk.changed((id) => (incident === undefined || id === incident) && tell('changed')),
      this.desk.range?.onCall(() => tell('calls')),
    ];
    const end = () => {
      clearInterval(beat);
      for (const timer of waiting.values()) clearTimeout(timer);
      for (const stop of unsubscribe) stop?.();
      this.open.delete(closed);
    };
    const closed = () => {
      end();
      controller.close();
    };
    this.open.add(closed);
    send('retry: 1000\nevent: hello\ndata:\n\n');
    return end;
  }

  /** Ends every stream. */
  close(): void {
    for (const closed of [...this.open]) closed();
  }
}
