import { Fault } from '../../domain/fault.ts';

interface Waiting<Item, Answer> {
  item: Item;
  answered(answer: Answer): void;
  failed(error: unknown): void;
}

async function together<Item, Answer>(
  send: (items: Item[]) => Promise<Answer[]>,
  taken: Waiting<Item, Answer>[],
): Promise<void> {
  try {
    const answers = await send(taken.map(({ item }) => item));
    for (const [i, { answered }] of taken.entries()) answered(answers[i]!);
  } catch (error) {
    // One that is refused, or waits for a lock, must not fail its companions. A server that is away is away for all of them.
    const all = error instanceof Fault && error.code !== 'database.contended';
    if (all || taken.length === 1) for (const { failed } of taken) failed(error);
    else for (const one of taken) await together(send, [one]);
  }
}

/** As many go together at most. */
const MOST = 100;

/**
 * Sends one thing at once, and what comes while that is on its way together: under load one statement and one wait for the
 * disk serve many steps, and a step that is alone waits for nobody. Never two at a time: they would wait for each other in
 * the database, where waiting costs more.
 * @param send answers in the order of what it is given, or throws; what a server did that then went away, the next try finds
 */
export function gather<Item, Answer>(send: (items: Item[]) => Promise<Answer[]>): (item: Item) => Promise<Answer> {
  const waiting: Waiting<Item, Answer>[] = [];
  let busy = false;
  const go = async () => {
    busy = true;
    while (waiting.length > 0) {
      await together(send, waiting.splice(0, MOST));
    }
    busy = false;
  };
  return (item) =>
    new Promise((answered, failed) => {
      waiting.push({ item, answered, failed });
      if (!busy) void go();
    });
}
