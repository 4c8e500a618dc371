import { describe, expect, it } from 'vitest';
import { expiredFault, notApproved } from '../../src/job/expired.ts';

describe('a step that may not be carried out any more', () => {
  it('says that nothing was done only where nothing was begun', () => {
    for (const fault of [expiredFault(), notApproved(false)]) expect(fault.message).toContain('nothing was done.');
    for (const fault of [expiredFault(true), notApproved(true)]) {
      expect(fault.message).not.toContain('nothing was done');
      expect(fault.message).toContain('may have happened');
      expect(fault.fix).toContain('release');
    }
  });
});
