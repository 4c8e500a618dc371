import type { z } from 'zod';
import { Fault } from '../../domain/fault.ts';

/** Checks what a client of Google returned unchecked. @throws Fault `gcp.garbage` */
export function read<T>(schema: z.ZodType<T>, data: unknown, what: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new Fault({
    code: 'gcp.garbage',
    message: `Google's answer about ${what} has not the shape that it should have.`,
    fix: 'Look for a proxy between Quell and Google that rewrites answers.',
    retry: 'later',
    cause: parsed.error,
  });
}

/** What a call came to when it ended in one of these faults; anything else is thrown on. */
export async function faultOf(call: Promise<unknown>, ...codes: string[]): Promise<Fault | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof Fault && codes.includes(error.code)) return error;
    throw error;
  }
}
