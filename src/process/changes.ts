type Listener = (incident: string) => void;

/** Tells whoever listens that something of an incident changed. */
export class Changes {
  private readonly listeners = new Set<Listener>();

  readonly on = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** Resolves at the next change. Take it before reading, so that nothing is missed in between. */
  readonly next = (): Promise<string> =>
    new Promise((done) => {
      const off = this.on((incident) => {
        off();
        done(incident);
      });
    });

  tell(incident: string): void {
    for (const listener of [...this.listeners]) listener(incident);
  }
}
