import type { Proof } from '../domain/approval.ts';
import type { NewEvent } from '../domain/event.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Principal } from '../domain/person.ts';

/** Who signed in, as whoever vouches for it says. */
export type SignedIn = Omit<Proof, 'digest'>;

/** What the answer of an identity provider is judged by. */
export interface Kept {
  nonce: string;
  /** Of PKCE. */
  verifier: string;
  /** When the browser was sent away, ISO 8601. */
  startedAt: string;
  /** Whether a sign-in from before does not count. */
  fresh: boolean;
}

/** An identity provider. */
export interface SignIn {
  /** As the provider names itself. */
  readonly issuer: string;
  /**
   * Where to send the browser.
   * @param about what the sign-in is for, such as `<plan>|<digest>`: the nonce is bound to it
   * @throws Fault `sign-in.unreachable`
   */
  begin(about: string, how: { fresh: boolean; hint?: string }): Promise<{ url: string; state: string; kept: Kept }>;
  /**
   * Takes the answer that came with the browser, and believes it only with every proof that quell.yaml asks for.
   * @param answer the whole address that the browser came back to
   * @throws Fault `sign-in.refused`, `sign-in.stale`, `sign-in.weak`, `sign-in.unreachable`
   */
  finish(answer: URL, state: string, kept: Kept): Promise<SignedIn>;
}

/** A key that a person carries, or that lives in their device. */
export interface Passkey {
  /** The credential's id, base64url. */
  id: string;
  person: string;
  /** COSE. */
  publicKey: Uint8Array<ArrayBuffer>;
  counter: number;
  transports: string[];
  /** When it was added, ISO 8601. */
  at: string;
  /** When it last signed, ISO 8601. */
  usedAt?: string;
}

/** A key that nobody has added yet. */
export type NewPasskey = Omit<Passkey, 'at' | 'usedAt'>;

/** The end of a key's id: what people tell their keys apart by. */
export const shortKey = (id: string): string => id.slice(-8);

/** What a passkey signs: a decision about one digest. */
export interface Signed {
  decision: string;
  plan: string;
  digest: string;
}

/** Passkeys, where a browser is asked for them. Options are JSON for `navigator.credentials`. */
export interface Passkeys {
  ask(about: Signed, keys: readonly Passkey[]): Promise<{ options: JsonObject; nonce: string }>;
  /** @throws Fault `sign-in.refused` for anything but this person's key over exactly this, by a person who was verified */
  answer(
    response: unknown,
    about: Signed,
    nonce: string,
    keys: readonly Passkey[],
  ): Promise<{ key: string; counter: number; proof: SignedIn }>;
  invite(
    person: { id: string; name: string },
    keys: readonly Passkey[],
  ): Promise<{ options: JsonObject; nonce: string }>;
  /** @throws Fault `sign-in.refused` */
  accept(response: unknown, nonce: string): Promise<Omit<NewPasskey, 'person'>>;
}

/** Why a browser was sent to sign in, or what it may do next. */
export type Purpose = 'session' | 'step-up' | 'link' | 'enrol' | 'passkey' | 'enrolled';

/** A sign-in that a browser is in the middle of. */
export interface Under {
  purpose: Purpose;
  /** What it is for: a link's ref, a path to go back to, a person. */
  ref: string;
  /** SHA-256 of the browser's cookie. */
  browser: string;
  kept: JsonObject;
}

/** Sign-ins under way, and passkeys, in the record. */
export interface SignInRecord {
  /** Ten minutes at most: longer than anybody takes to sign in. */
  keep(state: string, under: Under): Promise<void>;
  /** Gives it out once. Undefined for one that nobody keeps, that was taken, or whose time is over. */
  take(state: string): Promise<Under | undefined>;
  /** Those that were not removed. */
  passkeys(person: string): Promise<Passkey[]>;
  /** False when the record has had this key before, be it removed or somebody else's. */
  addPasskey(passkey: NewPasskey, event: NewEvent): Promise<boolean>;
  /** For good: it stays in the record as removed. False when this person has no such key. */
  removePasskey(person: string, id: string, event: NewEvent): Promise<boolean>;
  /** False when a signature with this counter, or a later one, was seen before, or the key was removed. */
  counted(id: string, counter: number): Promise<boolean>;
}

/** Whose account is whose. */
export interface Link {
  principal: Principal;
  issuer: string;
  subject: string;
  person: string;
  at: string;
  /** When it ended. The identity stays this person's. */
  endedAt?: string;
}

/** What a link that was asked for in chat has come to. */
export interface LinkAsk {
  ref: string;
  principal: Principal;
  state: 'open' | 'shown' | 'used' | 'burned';
  expired: boolean;
}

/** Links in the record. */
export interface LinkRecord {
  links(): Promise<Link[]>;
  /** A page for this account, for ten minutes; an earlier one ends. */
  ask(principal: Principal): Promise<{ token: string; until: string }>;
  byToken(token: string): Promise<LinkAsk | undefined>;
  byRef(ref: string): Promise<LinkAsk | undefined>;
  /** The code that is to be typed back in the chat, once per page; undefined when the page has ended or has shown one. */
  show(ref: string, who: { issuer: string; subject: string }): Promise<string | undefined>;
  /**
   * Takes the code that was typed by this account. The third wrong one ends the page.
   * @returns who signed in; or how often it may still be tried
   */
  answer(principal: Principal, code: string): Promise<{ issuer: string; subject: string } | { left: number }>;
  /**
   * Writes the event with it; nothing where this account is this person's already.
   * @throws Fault `link.taken` when the identity or the account is somebody else's
   */
  link(link: Omit<Link, 'at' | 'endedAt'>, event: NewEvent): Promise<void>;
  /** Writes the event with it. False when there was none. */
  unlink(principal: Principal, person: string, event: NewEvent): Promise<boolean>;
}
