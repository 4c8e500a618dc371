import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decisionFacts } from '../../src/card/decision.ts';
import { plain } from '../../src/card/seen.ts';
import type { Proof, Vote } from '../../src/domain/approval.ts';
import { incident, PEOPLE, shapes, viewOf } from './views.ts';

const AT = '2026-11-22T03:12:58.000Z';

function said(more: Partial<Proof>): string {
  const [shape] = fc.sample(shapes, { numRuns: 1, seed: 1 });
  const view = viewOf(shape!);
  const proof: Proof = {
    method: 'oidc',
    issuer: 'https://login.example.com',
    subject: 's',
    at: AT,
    digest: view.plan.digest,
    evidence: 'e',
    ...more,
  };
  const vote: Vote = {
    person: 'bo',
    decision: 'approve',
    groups: [],
    surface: 'slack',
    authenticated: 'slack',
    at: AT,
    proof,
  };
  const fact = decisionFacts({ ...view, votes: [vote] }, incident(), PEOPLE).find((f) =>
    f.label.includes('Approved by'),
  );
  return plain(fact!.value);
}

it('a card says when somebody signed in again, and whose word it is where nobody says when', () => {
  expect(said({})).toContain('(signed in again 2026-11-22 03:12:58Z)');
  expect(said({ vouched: 'required by acrs c1' })).toContain(
    '(signed in again at the provider’s word, required by acrs c1; its answer came 2026-11-22 03:12:58Z)',
  );
});
