/** What a command of the shell leaves behind: text for a person, or JSON on the last line. */
export interface Outcome {
  text: string;
  data: unknown;
  exit: number;
}

/** The world as the shell sees it, handed in by cli.ts. */
export interface World {
  args: string[];
  env: NodeJS.ProcessEnv;
  now(): number;
  random(): number;
  /** Unique per call: a shell never repeats a delivery by itself. */
  delivery(): string;
  out(text: string): void;
  err(text: string): void;
}
