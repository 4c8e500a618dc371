import { describe, expect, it } from 'vitest';
import disable from '../../../src/action/azure/entra/disable-service-principal.ts';
import unfederate from '../../../src/action/azure/entra/remove-federated-credential.ts';
import revoke from '../../../src/action/azure/entra/revoke-user-sessions.ts';
import freeze from '../../../src/action/azure/policy/freeze-gpu.ts';
import type { AnyAction } from '../../../src/domain/action.ts';
import { benches } from './bench.ts';

const actions: AnyAction[] = [revoke, disable, unfederate, freeze];

describe.each(actions.map((action) => ({ action, id: action.id })))('$id', ({ action }) => {
  const start = benches(action);

  it.each(action.permissions.write)(
    'heals when the answer to %s is lost after the call has acted',
    async (permission) => {
      const b = await start();
      const before = b.range.snapshot();
      const receipt = await b.receipt();
      const lose = () => b.kernel.weather.push({ cloud: 'azure', permission, kind: 'lost-answer', times: 1 });
      lose();
      await b.apply(receipt).catch(() => undefined);
      await b.apply(receipt);
      b.settle();
      expect(await b.verify(receipt)).toMatchObject({ state: 'contained' });
      b.kernel.weather.length = 0;
      lose();
      await b.release(receipt).catch(() => undefined);
      await b.release(receipt);
      expect((await b.planRelease(receipt)).changes).toEqual([]);
      if (action.reversible === 'full') expect(b.range.snapshot()).toEqual(before);
    },
  );
});
