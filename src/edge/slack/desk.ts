import type { Front } from '../../command/surface.ts';
import type { Card } from '../../domain/card.ts';
import type { Log } from '../../job/worker.ts';
import type { Answer } from './answer.ts';
import type { Call } from './api.ts';
import type { Drawn } from './blocks.ts';
import type { Homes } from './homes.ts';
import type { OwnPage } from './own-page.ts';

/** What every listener needs. Built once by `openSlack`. */
export interface Desk {
  front: Front;
  allowed: ReadonlySet<string>;
  /** The bot's own user id: how a mention begins. */
  bot: string;
  call: Call;
  answer: Answer;
  show(card: Card): Drawn;
  /** All of a card, for one person who asked: as many messages as it takes. */
  pages(card: Card): Drawn[];
  /** The home tabs that people look at. */
  homes: Homes;
  ownPage: OwnPage;
  personOf(user: string): string | undefined;
  seen(key: string): Promise<boolean>;
  log: Log;
}
