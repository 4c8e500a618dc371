import { z } from 'zod';

const text = z.string();
const maybe = text.nullish();
const policy = z.looseObject({ Id: maybe, Name: maybe });
const policies = z.looseObject({ Policies: z.array(policy), NextToken: maybe });

/**
 * What Quell takes from answers that come as JSON. The SDK hands on whatever stands in them; those in XML it reads by
 * its own schema.
 */
const SHAPES: Record<string, z.ZodType> = {
  ListPolicies: policies,
  ListPoliciesForTarget: policies,
  DescribePolicy: z.looseObject({ Policy: z.looseObject({ Content: text }) }),
};

/** Whether an answer has the types that AWS documents, as far as they are used. */
export function isShaped(operation: string, output: unknown): boolean {
  return SHAPES[operation]?.safeParse(output).success ?? true;
}
