/** How far the cards are behind the record. Told what happens to each incident's cards, in any order. */
export class CardLag {
  private readonly now: () => number;
  /** When the oldest change came that nobody has loaded yet, by incident. */
  private readonly waiting = new Map<string, number>();
  /** When the oldest change came that is being shown. */
  private readonly showing = new Map<string, number>();

  /** @param now ms, by any clock */
  constructor(now: () => number) {
    this.now = now;
  }

  changed(incident: string): void {
    if (!this.waiting.has(incident)) this.waiting.set(incident, this.now());
  }

  loading(incident: string): void {
    const since = this.waiting.get(incident);
    this.waiting.delete(incident);
    // A failed showing goes on: what it was about is still not to be seen.
    if (since !== undefined && !this.showing.has(incident)) this.showing.set(incident, since);
  }

  shown(incident: string): void {
    this.showing.delete(incident);
  }

  /** Another process keeps the cards from now on. */
  forget(): void {
    this.waiting.clear();
    this.showing.clear();
  }

  /** Seconds since the oldest change that no card shows; 0 without one. */
  seconds(): number {
    const oldest = Math.min(...this.waiting.values(), ...this.showing.values());
    return Number.isFinite(oldest) ? Math.max(0, this.now() - oldest) / 1000 : 0;
  }
}
