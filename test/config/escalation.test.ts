import { describe, expect, it } from 'vitest';
import { GOOD, load, refused } from './fixture.ts';

const approvals = (more: string) => GOOD.replace('approvals:\n', `approvals:\n${more}`);
const refusal = (text: string) => refused(text).message;
const tier = (to: string, minutes: number) =>
  `  escalation:\n    oncall:\n      - { to: ${to}, after_minutes: ${minutes} }\n`;

describe('approvals besides the floors', () => {
  it('are read in seconds', () => {
    const glass = '  break_glass: { group: oncall, review_within_hours: 2 }\n';
    const { rules } = load(approvals(tier('platform', 4) + glass));
    expect(rules).toMatchObject({
      escalation: { oncall: [{ group: 'platform', afterSeconds: 240 }] },
      breakGlass: { group: 'oncall', reviewSeconds: 7200 },
    });
  });

  it('are refused where a tier or the glass would help nobody', () => {
    expect(refusal(approvals(tier('nobody-is-here', 4)))).toContain(
      'Nobody is in nobody-is-here, which is asked next.',
    );
    expect(refusal(approvals(tier('oncall', 4)))).toContain('oncall is asked already.');
    expect(refusal(approvals(tier('platform', 10)))).toContain(
      'platform is asked after 10 minutes, when the plan has expired after 10.',
    );
    expect(refusal(approvals('  escalation:\n    ghosts:\n      - { to: oncall, after_minutes: 1 }\n'))).toContain(
      'Nobody is in ghosts, so nothing escalates from it.',
    );
    expect(refusal(approvals('  break_glass: { group: ghosts }\n'))).toContain('nobody can break the glass');
  });
});
