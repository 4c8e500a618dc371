import { expect } from 'vitest';
import { Fault } from '../src/domain/fault.ts';

/** Milliseconds of this thread's own time that any single text of these sizes may take: a busy machine is no hang. */
const LONGEST_MS = 1000;

/** A fault as people meet it: with a code for machines, a whole sentence, and something to do. */
export function expectFault(thrown: unknown): Fault {
  expect(thrown, thrown instanceof Error ? String(thrown.stack) : String(thrown)).toBeInstanceOf(Fault);
  const fault = thrown as Fault;
  expect(fault.code).toMatch(/^[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)+$/);
  expect(fault.message).toMatch(/\S[.!?]$/);
  expect(fault.fix).toMatch(/\S/);
  // Words that only a program says.
  const said = `${fault.message} ${fault.fix}`;
  expect(said).not.toMatch(/\[object |\bundefined\b|\bNaN\b|TypeError|SyntaxError|\n\s+at /);
  return fault;
}

/** What the parser gives, or the fault that it throws: nothing else may come out of it, and soon. */
export function readOrFault<T>(parse: () => T): { read: T } | { fault: Fault } {
  const before = process.threadCpuUsage();
  try {
    return { read: parse() };
  } catch (thrown) {
    return { fault: expectFault(thrown) };
  } finally {
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(LONGEST_MS);
  }
}
