/** Somebody as Teams says them. */
export interface Account {
  /** `29:…`, the bot's own id of a person. */
  id: string;
  /** Object id in Entra, where Teams says it. */
  aadObjectId?: string | undefined;
  name?: string | undefined;
}

/** How Teams itself names somebody: in mentions and in refresh lists. */
export interface Member {
  id: string;
  name: string;
}

/** People whose ids are kept; more than any list of approvers. */
const KEPT = 5000;

/** The bot's ids of people by their Entra object id, as activities and member lists told them. */
export class Members {
  private readonly known = new Map<string, Member>();

  saw(from: Account): void {
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
}
