interface Waiting<Item, Answer> {
  item: Item;
  answered(answer: Answer): void;
  failed(error: unknown): void;
}

/** Statements of one kind that are on their way at the same time. The second keeps a slow one from holding up everybody. */
const LANES = 2;
const MOST = 64;

/**
 * Sends one thing at once, and what comes while that is on its way together: under load one statement and one wait for the
 * disk serve many steps, and a step that is alone waits for nobody.
 * @param send answers in the order of what it is given; when it fails, it has failed for all of them
 */
export function gather<Item, Answer>(send: (items: Item[]) => Promise<Answer[]>): (item: Item) => Promise<Answer> {
  const waiting: Waiting<Item, Answer>[] = [];
  let busy = 0;
  const go = async () => {
    busy += 1;
    while (waiting.length > 0) {
      const taken = waiting.splice(0, MOST);
      try {
        const answers = await send(taken.map(({ item }) => item));
        for (const [i, { answered }] of taken.entries()) answered(answers[i]!);
      } catch (error) {
        for (const { failed } of taken) failed(error);
      }
    }
    busy -= 1;
  };
  return (item) =>
    new Promise((answered, failed) => {
      waiting.push({ item, answered, failed });
      if (busy < LANES) void go();
    });
}
