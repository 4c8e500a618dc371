import { inspect } from 'node:util';

const SHOWN = '[secret]';

/**
 * A value that may be used and never shown: printing, logging, JSON and template strings all give `[secret]`.
 * @example new Secret('xoxb-…').reveal()
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it where the value is handed over, and keep no copy. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
