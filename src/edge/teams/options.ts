import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import type { Front } from '../../command/surface.ts';
import type { Card, MessageRef } from '../../domain/card.ts';
import type { Principal } from '../../domain/person.ts';
import type { Log } from '../../job/worker.ts';
import type { Waits } from './waits.ts';

/** Where Microsoft's servers are, when they are not those of the public cloud. */
export interface Endpoints {
  /** OpenID metadata of whoever signs what Teams sends. */
  openIdMetadata: string;
  /** `iss` of those tokens. */
  issuer: string;
  /** Where the bot signs in. */
  login: string;
  /** What the bot's own tokens are for. */
  audience: string;
}

/** Makes the credentials that the bot signs in with. */
export type Credentials = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[1]>;

export interface TeamsOptions {
  /** The bot's application id. Without it the library would believe everybody. */
  appId: string;
  appType: 'single-tenant' | 'managed-identity';
  /** For `single-tenant`. */
  password?: string;
  /** Entra tenant ids that may talk to Quell; the first is the bot's own. Nobody else is heard. */
  tenants: readonly string[];
  /** 0 takes a free one. */
  port: number;
  host?: string;
  /** Public when left out. */
  endpoints?: Endpoints;
  /** Where the bot's own tokens come from, when it is not Entra. */
  credentials?: Credentials;
  /** Channel (`19:…@thread.tacv2`) where incidents are posted that were declared elsewhere. */
  channel: string;
  /** Where Teams is reached until it has told us otherwise. */
  serviceUrl: string;
  /** Entra object id of a person, asked each time because links are made while we run. */
  account(person: string): string | undefined;
  /** The person behind an account. */
  personOf(who: Principal): { id: string; name: string } | undefined;
  /** Address of the console; cards link to it. */
  consoleUrl?: string;
  front: Front;
  /** The card of a plan or an incident as it stands, with the buttons that are of use to this person. */
  cardOf(ref: string, who: Principal): Promise<Card | undefined>;
  /** Claims a delivery: true when it was handled before. */
  seen(key: string): Promise<boolean>;
  messageFor(key: string): Promise<MessageRef | undefined>;
  remember(key: string, ref: MessageRef): Promise<void>;
  log: Log;
  /** Shorter in tests. */
  waits?: Partial<Waits>;
}
