import type { z } from 'zod';
import { Fault } from '../../domain/fault.ts';
import { azureFault } from './fault.ts';

/** Reads an SDK's answer by a shape: the SDKs hand on whatever came, with missing properties as undefined. */
export function checked<T>(what: string, shape: z.ZodType<T>, answer: unknown): T {
  const parsed = shape.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw azureFault('garbage', `The answer about ${what} has another shape than Azure documents.`, {
    cause: parsed.error.issues,
  });
}

/** Collects all pages. The SDKs' iterators take an empty answer for an empty list, so every item is checked. */
export async function all<T>(what: string, shape: z.ZodType<T>, pages: AsyncIterable<unknown>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages) items.push(checked(what, shape, item));
  return items;
}

/** Null in place of the fault that says there is no such thing. */
export async function orNull<T>(ask: Promise<T>): Promise<T | null> {
  try {
    return await ask;
  } catch (error) {
    if (error instanceof Fault && error.code === 'azure.not-found') return null;
    throw error;
  }
}
