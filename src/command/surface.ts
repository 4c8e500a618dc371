import type { Card, Form, MessageRef } from '../domain/card.ts';
import type { Incident, Place } from '../domain/incident.ts';
import type { Json } from '../domain/json.ts';
import type { Principal } from '../domain/person.ts';

/** Who asks, from where, and the surface's own id of this delivery, so that a second delivery does nothing. */
export interface Inbound {
  who: Principal;
  /** Absent in a shell, and in a direct message. */
  where?: Place;
  dedupe: string;
  /** How this person was known, for the vote's record: `console act-as (no authentication)`. `by Slack` when absent. */
  authenticated?: string;
}

/** What a surface shows to the person who asked. Cards in the thread come and change by themselves, through ChatOut. */
export interface Reply {
  /** Seen by the asking person alone, unless `public`. */
  card: Card;
  public: boolean;
  /** For `--json`. */
  data: Json;
  /** For a shell: 0 unless it was refused or failed. */
  exit: number;
}

/**
 * The one door from every surface. The adapter authenticates and acknowledges first, then calls in; nothing here throws:
 * a Fault becomes a reply with a fault card.
 */
export interface Front {
  /** `declare ml-train used from outside sev=1`, without the bot's name. */
  command(text: string, from: Inbound): Promise<Reply>;
  /** A pressed button, or a submitted form with its values. Same table, same checks. */
  press(verb: string, ref: string, values: Record<string, string>, from: Inbound): Promise<Reply>;
  /**
   * The form that asks for what `text` leaves out; undefined when nothing is missing. Answers from memory at once,
   * because a Slack trigger lives three seconds.
   */
  formFor(text: string): Form | undefined;
  /** The form that a button opens before it acts; undefined when the press acts at once. */
  formOf(verb: string, ref: string): Form | undefined;
  /** The form of `formOf` with choices that only the record knows, where it has any; read while the person looks at it. */
  filled(form: Form, from: Inbound): Promise<Form>;
  /** What a person's own page shows: what waits for them, and what is open. Never throws. */
  home(from: Inbound): Promise<Card[]>;
}

/** What a surface can be told to do. Each adapter renders, clamps to its limits, and says what it cut. */
export interface ChatOut {
  surface: Place['surface'];
  /** Posts once per `key`: after a crash the same key finds the message that was posted. */
  post(place: Place, card: Card, key: string): Promise<MessageRef>;
  update(ref: MessageRef, card: Card): Promise<void>;
  /** The place inside the thread that hangs below a posted message. */
  threadOf(ref: MessageRef): Place;
  /** Address that opens a place in the surface's own client, where it has such addresses. */
  linkTo?(place: Place): string;
  /** Tells one person alone, once per `key`; nothing where the surface does not know the person. */
  tell?(person: string, card: Card, key: string): Promise<void>;
  /** Makes a room of its own for an incident, once per incident; undefined where the surface or its rights have none. */
  room?(incident: Incident, people: readonly string[]): Promise<Place | undefined>;
  /** Brings people into the room that was made for an incident, each once; does nothing for an incident that stands elsewhere. */
  invite?(incident: Incident, people: readonly string[]): Promise<void>;
  /** Takes people out of that room, whoever brought them in. @returns those whom the surface does not let Quell take out */
  expel?(incident: Incident, people: readonly string[]): Promise<string[]>;
  close(): Promise<void>;
}
