import type { Activity } from './inbound.ts';

/** How Teams itself names somebody: in mentions and in refresh lists. */
export interface Member {
  /** `29:…`, the bot's own id of a person. */
  id: string;
  name: string;
}

/** People whose ids are kept; more than any list of approvers. */
const KEPT = 5000;

/** The bot's ids of people by their Entra object id, as activities and member lists told them. */
export class Members {
  private readonly known = new Map<string, Member>();

  saw(from: Activity['from']): void {
    const { aadObjectId, id, name } = from;
    if (!aadObjectId) return;
    this.known.delete(aadObjectId);
    this.known.set(aadObjectId, { id, name: name ?? '' });
    const [oldest] = this.known.keys();
    if (this.known.size > KEPT && oldest !== undefined) this.known.delete(oldest);
  }

  of(account: string | undefined): Member | undefined {
    return account === undefined ? undefined : this.known.get(account);
  }

  /** Everybody who is known, newest last. */
  all(): string[] {
    return [...this.known.values()].map((m) => m.id);
  }
}
