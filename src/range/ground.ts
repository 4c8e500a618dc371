import type { Cloud, CloudEdge } from '../domain/action.ts';
import type { Identity } from '../domain/identity.ts';
import { RANGE_IDENTITY, type Range } from './range.ts';

/** A range as a ground for Quell: its edges, made of its endpoints and keys, and the identity that lives there. */
export function groundOf(range: Range): {
  edges: Record<Cloud, CloudEdge>;
  identities: ReadonlyMap<string, Identity>;
} {
  const { aws, gcp, azure } = range.clouds;
  return {
    edges: { aws: aws.edge, gcp: gcp.edge, azure: azure.edge },
    identities: new Map([[RANGE_IDENTITY.name, RANGE_IDENTITY]]),
  };
}
