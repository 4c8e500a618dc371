import type { Json } from '../../domain/json.ts';
import type { AwsState } from './state.ts';

/** The written configuration, canonical. No sessions, no clock, and no machines: those come and go by themselves. */
export function snapshot(state: AwsState): Json {
  const sorted = <T>(map: Map<string, T>, show: (value: T) => Json): Json =>
    Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, show(value)]));
  return {
    roles: sorted(state.roles, (role) => ({
      id: role.id,
      maxSessionSeconds: role.maxSessionSeconds,
      trust: role.trust.written,
      inline: Object.fromEntries(Object.entries(role.inline.written).sort()),
      attached: role.attached,
    })),
    managed: sorted(state.managed, (document) => document),
    policies: sorted(state.policies, ({ name, content }) => ({ name, content })),
    attachments: sorted(state.attachments, (ids) => [...ids.written].sort()),
    groups: sorted(state.groups, (group) => ({ max: group.max, suspended: [...group.suspended.written] })),
  };
}
