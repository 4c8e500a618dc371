/** Ms by which this process's wall clock is off. What measures durations (`performance`, timers) runs on unharmed. */
let aheadMs = 0;

const RealDate = Date;

/** `Date` with a wall clock that the laboratory can move. */
class ChangedDate extends RealDate {
  constructor(...given: [] | [number | string | Date]) {
    if (given.length === 0) super(ChangedDate.now());
    else super(...(given as [number]));
  }

  static override now(): number {
    return RealDate.now() + aheadMs;
  }
}

/** Must be imported before anything that takes the time. */
globalThis.Date = new Proxy(ChangedDate, {
  construct: (_, given) =>
    given.length > 1 ? Reflect.construct(RealDate, given) : Reflect.construct(ChangedDate, given),
  apply: () => new ChangedDate().toString(),
}) as DateConstructor;

/** As when somebody sets the clock of the machine. */
export function setClock(ms: number): void {
  aheadMs = ms;
}
