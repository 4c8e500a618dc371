/** Ids of one message in the clients of several people: each client names it itself, and the bot knows it by one name. */
export class Twins {
  /** The bot's name of a message -> its name in each client that shows it. */
  private readonly names = new Map<string, Map<number, string>>();
  private readonly back = new Map<string, string>();

  /** Notes that this client calls that message so. */
  note(known: string, client: number, own: string): void {
    const names = this.names.get(known) ?? new Map<number, string>();
    names.set(client, own);
    this.names.set(known, names);
    this.back.set(`${client} ${own}`, known);
  }

  /** What this client calls it; undefined where this client does not show it. */
  own(known: string, client: number): string | undefined {
    return this.names.get(known)?.get(client);
  }

  /** What the bot calls it. Who types a message names it: it is noted as this client's alone. */
  known(own: string, client: number): string {
    const known = this.back.get(`${client} ${own}`);
    if (known) return known;
    this.note(own, client, own);
    return own;
  }
}

const THREAD = /^(.*);messageid=(.+)$/;

/** A conversation as the bot names it, from a client's name for it. */
export function knownPlace(twins: Twins, id: string, client: number): string {
  const thread = THREAD.exec(id);
  return thread ? `${thread[1]};messageid=${twins.known(thread[2]!, client)}` : id;
}

/** A conversation as this client names it; undefined where the client does not show its thread. */
export function ownPlace(twins: Twins, id: string, client: number): string | undefined {
  const thread = THREAD.exec(id);
  if (!thread) return id;
  const own = twins.own(thread[2]!, client);
  return own && `${thread[1]};messageid=${own}`;
}
