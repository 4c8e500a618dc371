import { connect, type Socket } from 'node:net';
import type { Moment } from './fault.ts';

/** Where a proxy's connections go now. A server that was restarted may have another port. */
export type Target = () => number;

/** Ms until a doubled request is no longer waited for. */
const DOUBLE_MS = 2000;

/** One connection of a process, through the laboratory. Bytes go both ways until a fault says otherwise. */
export class Link {
  private readonly inward: Socket;
  private readonly outward: Socket;
  private readonly target: Target;
  private readonly met: (moment: Moment, link: Link) => void;
  /** Who spoke last: what comes after the other side's words is a new message. */
  private speaking: 'nobody' | 'inward' | 'outward' = 'nobody';
  private request: Buffer[] = [];
  private holdMs = 0;
  private doubled: (() => void) | undefined;
  private swallowing = false;
  private dead = false;

  constructor(inward: Socket, target: Target, met: (moment: Moment, link: Link) => void) {
    this.inward = inward;
    this.target = target;
    this.met = met;
    this.outward = connect(target(), '127.0.0.1');
    inward.setNoDelay(true);
    this.outward.setNoDelay(true);
    this.join(inward, this.outward, 'inward');
    this.join(this.outward, inward, 'outward');
  }

  /** Both ends are reset; what was not handed on is lost. */
  cut(): void {
    this.dead = true;
    this.inward.destroy();
    this.outward.destroy();
  }

  /** What was handed on arrives; nothing comes back. */
  hangUp(): void {
    this.dead = true;
    this.outward.end();
    this.inward.destroy();
  }

  /** The next bytes wait, in whichever direction they go. */
  hold(ms: number): void {
    this.holdMs = Math.max(this.holdMs, ms);
  }

  /** Bytes vanish for a while, as when a network forgets a connection, and then it is reset. */
  swallow(ms: number): void {
    this.swallowing = true;
    setTimeout(() => this.cut(), ms).unref();
  }

  /** The request under way reaches the server once more before its answer is handed on. Only where a protocol survives it. */
  double(done: () => void): void {
    this.doubled = done;
  }

  private join(from: Socket, to: Socket, side: 'inward' | 'outward'): void {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
    from.on('end', () => to.end());
    from.on('data', (chunk: Buffer) => {
      void this.carry(from, to, side, chunk);
    });
  }

  private async carry(from: Socket, to: Socket, side: 'inward' | 'outward', chunk: Buffer): Promise<void> {
    const first = this.speaking !== side;
    this.speaking = side;
    if (side === 'inward') this.request = first ? [chunk] : [...this.request, chunk];
    if (first) this.met(side === 'inward' ? 'request' : 'answer', this);
    if (this.dead || this.swallowing) return;
    if (this.holdMs > 0 || (first && side === 'outward' && this.doubled)) {
      from.pause();
      await this.wait(side);
      from.resume();
    }
    if (this.dead || this.swallowing) return;
    if (!to.write(chunk)) {
      from.pause();
      to.once('drain', () => from.resume());
    }
    if (first) this.met(side === 'inward' ? 'forwarded' : 'answered', this);
  }

  private async wait(side: 'inward' | 'outward'): Promise<void> {
    const ms = this.holdMs;
    this.holdMs = 0;
    if (ms > 0) await new Promise((done) => setTimeout(done, ms));
    const done = this.doubled;
    if (side === 'inward' || !done) return;
    this.doubled = undefined;
    if (await this.sendAgain()) done();
  }

  /** Says whether the server answered the second one too. */
  private sendAgain(): Promise<boolean> {
    return new Promise((done) => {
      const second = connect(this.target(), '127.0.0.1');
      const end = (answered: boolean) => {
        clearTimeout(timer);
        second.destroy();
        done(answered);
      };
      const timer = setTimeout(() => end(false), DOUBLE_MS);
      second.on('error', () => end(false));
      second.on('close', () => end(false));
      second.once('data', () => end(true));
      for (const chunk of this.request) second.write(chunk);
    });
  }
}
