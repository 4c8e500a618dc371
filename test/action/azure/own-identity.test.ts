import { describe, expect, it } from 'vitest';
import disable from '../../../src/action/azure/entra/disable-service-principal.ts';
import unfederate from '../../../src/action/azure/entra/remove-federated-credential.ts';
import { benches, context } from './bench.ts';

describe("Quell's own identities", () => {
  const principal = benches(disable);
  const application = benches(unfederate);

  it('are never disabled by Quell', async () => {
    const b = await principal({ service_principal: '88888888-2222-4222-8222-88888888aaaa' });
    const inputs = disable.inputs.parse(b.inputs);
    await expect(disable.plan(inputs, b.reader, context)).rejects.toMatchObject({ code: 'azure.own-identity' });
  });

  it('never lose their federation by Quell', async () => {
    const b = await application({ application: '77777777-1111-4111-8111-77777777bbbb' });
    const inputs = unfederate.inputs.parse(b.inputs);
    await expect(unfederate.plan(inputs, b.reader, context)).rejects.toMatchObject({ code: 'azure.own-identity' });
  });

  it('act only in the tenant that the step names', async () => {
    const b = await principal({ tenant: '99999999-9999-4999-8999-999999999999' });
    const inputs = disable.inputs.parse(b.inputs);
    await expect(disable.plan(inputs, b.reader, context)).rejects.toMatchObject({ code: 'azure.invalid' });
  });
});
