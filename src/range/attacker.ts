import type { Cloud } from '../domain/action.ts';

/** What one try of an attacker came to. `refused` is a cloud's answer; `error` is none (the range is down, say). */
export interface Attempt {
  what: string;
  outcome: 'allowed' | 'refused' | 'error';
  detail: string;
}

/**
 * Holds stolen credentials of one identity on one cloud and uses them: the sessions that it has, and new ones that it
 * mints for as long as a door is open. Every try goes over a socket; the cloud's state decides.
 */
export interface Attacker {
  cloud: Cloud;
  /** `ml-train from 203.0.113.9`. */
  name: string;
  /** One round: use every session held (oldest too), start or describe a GPU machine, then try to mint a new session. */
  round(): Promise<Attempt[]>;
}
