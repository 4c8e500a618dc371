import type { Front } from '../../command/surface.ts';
import type { MessageRef } from '../../domain/card.ts';
import type { Log } from '../../job/worker.ts';

export interface SlackOptions {
  /** `xoxb-…`. */
  botToken: string;
  /** `xapp-…` with `connections:write`; Socket Mode needs it. */
  appToken?: string;
  /** HTTP needs it: without it anybody could press Approve. */
  signingSecret?: string;
  mode: 'socket' | 'http';
  /** For HTTP; 0 takes a free one. */
  port?: number;
  /** Slack's API with a trailing slash, where it is not Slack's own. */
  apiUrl?: string;
  /** Workspace and enterprise ids that may talk to Quell, parted by commas or blanks. Nobody else is heard. */
  team: string;
  /** `/quell` unless another app has that name. */
  commandName?: string;
  /** Channel id where incidents are posted that were declared elsewhere. */
  channel: string;
  /** Slack user id of a person, asked each time because links are made while we run. Nobody else is ever mentioned. */
  account(person: string): string | undefined;
  /** Every Slack user id that is this person's, or was and has become nobody else's. */
  accounts(person: string): readonly string[];
  /** The person behind a Slack user id. */
  personOf(user: string): string | undefined;
  /** Address of the console; cards link to it. */
  consoleUrl?: string;
  /** Give each live incident a private channel of its own. */
  incidentChannels?: boolean;
  /** Tells of every change in the record, so that home tabs that are looked at follow it. */
  changed?(listener: (incident: string) => void): () => void;
  front: Front;
  /**
   * Claims a delivery of Slack's: true when it was handled before. The keys begin with `delivery:` and differ from the
   * `dedupe` that the front gets, so that both may ask the same store.
   */
  seen(key: string): Promise<boolean>;
  /** The message that was posted for this key, if any. */
  messageFor(key: string): Promise<MessageRef | undefined>;
  /** Remembers which message was posted for this key. */
  remember(key: string, ref: MessageRef): Promise<void>;
  /** Forgets it, if that is still the message of this key. */
  forget(key: string, ref: MessageRef): Promise<void>;
  /** What no person in a chat needs to see. Never handed a token or a whole payload. */
  log: Log;
}
