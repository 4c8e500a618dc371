import type { ApprovalRules } from '../domain/approval.ts';
import type { Person } from '../domain/person.ts';
import type { Needs } from '../domain/playbook.ts';

/** What the identity provider of the demo calls a person: never what Quell calls them. */
export const subjectOf = (person: string): string => `demo|${person}`;

/** The people of the demo. Ana is on call; Bo and Dee decide together about the door; Mallory is nobody's colleague. */
export const PEOPLE: readonly Person[] = [
  { id: 'ana', name: 'Ana Ruiz', groups: ['responders', 'security-oncall'] },
  { id: 'bo', name: 'Bo Lind', groups: ['security-oncall'] },
  { id: 'cy', name: 'Cy Okafor', groups: ['security-oncall', 'cloud-platform'] },
  { id: 'dee', name: 'Dee Park', groups: ['cloud-platform'] },
];

/** Without fresh sign-ins, for whoever has no identity provider; the demo has one, and asks for them. */
export const RULES: ApprovalRules = {
  escalation: { 'security-oncall': [{ group: 'cloud-platform', afterSeconds: 240 }] },
  freshSignIn: 'never',
};

export const FLOORS: { contain: Needs[]; release: Needs[]; earlyRelease: Needs[] } = {
  contain: [{ group: 'security-oncall', count: 1 }],
  release: [{ group: 'security-oncall', count: 1 }],
  earlyRelease: [
    { group: 'security-oncall', count: 1 },
    { group: 'cloud-platform', count: 1 },
  ],
};
