/** Where a person met us. Each surface knows people by its own ids. */
export type Surface = 'slack' | 'teams' | 'console' | 'cli';

/** A person as one surface knows them. Never an e-mail address or a display name: both can be chosen by an attacker. */
export interface Principal {
  surface: Surface;
  /** Slack enterprise or team id, Teams tenant id, `local` for console and CLI. */
  tenant: string;
  user: string;
}

/** One human, whatever surface they use. Configured in `quell.yaml`. */
export interface Person {
  id: string;
  name: string;
  groups: string[];
  /** A chat keeps groups that cannot be read now: this person may be in more than these. */
  unread?: true;
}

/** Who did something, for the record: a person on a surface, or Quell itself. */
export interface Actor {
  person: string;
  surface: Surface | 'quell';
}

export const QUELL: Actor = { person: 'quell', surface: 'quell' };
