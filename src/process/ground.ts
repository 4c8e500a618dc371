import type { Access, Cloud, OpenCloud } from '../domain/action.ts';
import { Fault } from '../domain/fault.ts';
import type { Mode } from '../domain/incident.ts';
import type { Ground } from './setup.ts';

const NOWHERE: Ground = { edges: {}, identities: new Map() };

function missing(mode: Mode, cloud: Cloud): Fault {
  return mode === 'drill'
    ? new Fault({
        code: 'drill.range-gone',
        message: 'The range of this drill is not here: Quell was restarted, or it lives in another process.',
        fix: 'Close the drill and start it again; for drills, one process needs both roles.',
        retry: 'when-fixed',
      })
    : new Fault({
        code: `${cloud}.not-configured`,
        message: `No ${cloud} section is configured.`,
        fix: `Add \`${cloud}:\` to quell.yaml; \`quell doctor\` checks it.`,
        retry: 'when-fixed',
      });
}

/**
 * Which clouds an incident acts on. A drill knows the range's edges and none of the live ones: there is no path from its
 * mode to a real credential.
 */
export class Grounds {
  private readonly live: Ground;
  private range: Ground = NOWHERE;
  private drill: string | undefined;
  private readonly acts: boolean;

  /** @param acts Whether this process is a worker. The one that talks to chats never asks for responder credentials. */
  constructor(live: Ground, acts: boolean) {
    this.live = live;
    this.acts = acts;
  }

  of(mode: Mode): Ground {
    return mode === 'drill' ? this.range : this.live;
  }

  rehearseOn(range: Ground): void {
    this.range = range;
    this.drill = undefined;
  }

  /** Names the drill that the range belongs to, once it has a number. */
  rehearses(incident: string): void {
    this.drill = incident;
  }

  isRehearsing(incident: string): boolean {
    return this.drill === incident;
  }

  /** The drill is over: its attackers stop, and nothing of it can be opened any more. */
  async endRehearsal(): Promise<void> {
    const { range } = this;
    this.range = NOWHERE;
    this.drill = undefined;
    await range.close?.();
  }

  readonly open = async (mode: Mode, cloud: Cloud, target: string, access: Access): Promise<OpenCloud> => {
    if (access === 'write' && !this.acts)
      throw new Error('a process without the worker role asked for responder credentials');
    const edge = this.of(mode).edges[cloud];
    if (!edge) throw missing(mode, cloud);
    return edge.open(target, access);
  };
}
