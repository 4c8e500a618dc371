import type { JsonObject } from '../../domain/json.ts';
import type { Federated } from './directory.ts';

/** A federated credential as a receipt keeps it: everything but the id, which Graph chooses anew. */
export type KeptCredential = {
  name: string;
  issuer: string;
  subject: string | null;
  audiences: string[];
  description: string | null;
  claimsMatchingExpression: { value: string; languageVersion: number } | null;
} & JsonObject;

export function keep(credential: Federated): KeptCredential {
  const { name, issuer, subject, audiences, description, claimsMatchingExpression } = credential;
  return {
    name,
    issuer,
    subject,
    audiences: [...audiences].sort(),
    description,
    claimsMatchingExpression: claimsMatchingExpression ? { ...claimsMatchingExpression } : null,
  };
}

/** `system:serviceaccount:ml:train of https://oidc.example`. */
export function whoMayEnter({ issuer, subject, claimsMatchingExpression }: Federated): string {
  return `${subject ?? claimsMatchingExpression?.value ?? 'anybody'} of ${issuer}`;
}

/** Same door for the same people. The order of audiences means nothing. */
export function isSame(a: Federated, b: Federated): boolean {
  return JSON.stringify(keep(a)) === JSON.stringify(keep(b));
}
