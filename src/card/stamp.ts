import type { Event } from '../domain/event.ts';
import type { Json } from '../domain/json.ts';

function policyOf(event: Event | undefined): { id: string; input: string; rules: string } | undefined {
  const policy = event?.data.policy as { [key: string]: Json } | undefined;
  if (typeof policy?.id !== 'string' || !Array.isArray(policy.rules)) return undefined;
  const input = typeof policy.input === 'string' ? policy.input.slice(0, 8) : '';
  return { id: policy.id.slice(0, 8), input, rules: policy.rules.map(String).join(', ') };
}

/** `rules demands.asked, fresh.federation`; empty where none is noted. */
export function rulesOf(event: Event | undefined): string {
  const policy = policyOf(event);
  return policy && policy.rules !== '' ? `rules ${policy.rules}` : '';
}

/** `Policy: approve.member, decision 3f2a91c2 on input 9b1c44e0`: the beginnings of both, whose whole stands in the audit log; undefined where the event has none. */
export function sayPolicy(event: Event | undefined): string | undefined {
  const policy = policyOf(event);
  return (
    policy &&
    `Policy: ${policy.rules || 'no rule'}, decision ${policy.id}${policy.input && ` on input ${policy.input}`}`
  );
}
