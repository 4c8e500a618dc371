import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openPolicy } from '../../../src/edge/opa/open.ts';
import { PLAN, QUESTION, STAGE } from './questions.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server that answers as it is told, and the policy that asks it. */
async function told(answer: RequestListener, { token, timeoutMs = 5000 }: { token?: string; timeoutMs?: number } = {}) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const warned: string[] = [];
  const log = { warn: (data: object) => void warned.push((data as { rule: string }).rule) };
  const url = `http://127.0.0.1:${port}/`;
  const policy = await openPolicy({ url, directory: 'nowhere', timeoutMs, log, ...(token ? { token } : {}) });
  return { policy, warned };
}

const says = (body: unknown, status = 200) =>
  told((_, response) => response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body)));
const decided = (result: unknown) => says({ decision_id: 'd-1', result });

const yes = { allow: true, rules: ['approve.member'] };
const no = { allow: false, rules: ['approve.outsider'], why: 'No.', fix: 'Ask.' };
const PLANNING = { ...QUESTION, verb: 'contain' };

describe('an answer of the policy’s server', () => {
  it('is taken as it is, with the id of the decision log', async () => {
    const { policy, warned } = await decided(yes);
    expect(await policy.ask(QUESTION)).toMatchObject({ allow: true, id: 'd-1', rules: ['approve.member'] });
    const other = await decided(no);
    expect(await other.policy.ask(QUESTION)).toMatchObject({ allow: false, id: 'd-1', why: 'No.', fix: 'Ask.' });
    expect(warned).toEqual([]);
  });

  it('is asked for with the question as input, and with the token', async () => {
    let seen: unknown;
    const { policy } = await told(
      async (request, response) => {
        const body = await new Response(request as never).text();
        seen = {
          url: request.url,
          method: request.method,
          token: request.headers.authorization,
          body: JSON.parse(body),
        };
        response.end(JSON.stringify({ decision_id: 'd-1', result: yes }));
      },
      { token: 'a-token-that-is-fake' },
    );
    await policy.ask(QUESTION);
    expect(seen).toEqual({
      url: '/v1/data/quell/answer',
      method: 'POST',
      token: 'Bearer a-token-that-is-fake',
      body: { input: QUESTION },
    });
  });
});

describe('a policy that does not answer', () => {
  const nobody = { allow: false, why: expect.stringMatching(/\.$/), fix: expect.stringMatching(/\.$/) };

  it('in time is a no', async () => {
    const { policy, warned } = await told(() => undefined, { timeoutMs: 80 });
    expect(await policy.ask(QUESTION)).toMatchObject({ ...nobody, rules: ['policy.late'] });
    expect(await policy.demands(PLANNING)).toMatchObject({ ...nobody, rules: ['policy.late'], stages: [] });
    expect(warned).toEqual(['policy.late', 'policy.late']);
  });

  it('to its end in time is a no', async () => {
    const { policy } = await told((_, response) => void response.write('{"decision_id":"d-1","result":{"allow":true'), {
      timeoutMs: 80,
    });
    expect(await policy.ask(QUESTION)).toMatchObject({ ...nobody, rules: ['policy.late'] });
  });

  it('at all is a no', async () => {
    const { policy } = await told((request) => request.socket.destroy());
    expect(await policy.ask(QUESTION)).toMatchObject({ ...nobody, rules: ['policy.unreachable'] });
  });

  it.each([400, 401, 403, 404, 500, 503])('but with status %i is a no, whatever it says besides', async (status) => {
    const { policy } = await says({ decision_id: 'd-1', result: yes }, status);
    expect(await policy.ask(QUESTION)).toMatchObject({ ...nobody, rules: ['policy.unreachable'] });
  });

  it('but sends elsewhere is a no', async () => {
    const other = await told((_, response) => response.end(JSON.stringify({ decision_id: 'd-2', result: yes })));
    expect(await other.policy.ask(QUESTION)).toMatchObject({ allow: true });
    const { port } = servers[0]!.address() as AddressInfo;
    const { policy } = await told((_, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${port}/v1/data/quell/answer` }).end(),
    );
    expect(await policy.ask(QUESTION)).toMatchObject({ ...nobody, rules: ['policy.unreachable'] });
  });

  it('because it has no such rule is a no', async () => {
    const { policy } = await says({ decision_id: 'd-1' });
    expect(await policy.ask(QUESTION)).toMatchObject({ ...nobody, id: 'd-1', rules: ['policy.undefined'] });
  });

  it('without an id for the record is a no', async () => {
    const { policy } = await says({ result: yes });
    expect(await policy.ask(QUESTION)).toMatchObject({ ...nobody, rules: ['policy.malformed'] });
  });

  it('in less than four million characters is a no', async () => {
    const { policy } = await says(`{"decision_id":"d-1","x":"${'x'.repeat(4_100_000)}"}`);
    expect((await policy.ask(QUESTION)).allow).toBe(false);
  });

  it.each([
    ['no JSON', '<html>allow: true</html>'],
    ['half of one', '{"decision_id":"d-1","result":{"allow":true'],
    ['nothing', ''],
    ['a list', '[]'],
  ])('in a form that it has, but says %s, is a no', async (_, body) => {
    const { policy } = await says(body);
    expect(await policy.ask(QUESTION)).toMatchObject({ ...nobody, rules: ['policy.malformed'] });
  });

  it.each<[string, unknown]>([
    ['true alone', true],
    ['a yes without a rule', { allow: true, rules: [] }],
    ['a yes in words', { allow: 'true', rules: ['approve.member'] }],
    ['a yes with a field more', { ...yes, weather: 'rain' }],
    ['a yes with a reason why not', { ...yes, why: 'No.', fix: 'Ask.' }],
    ['rules that are no names', { allow: true, rules: ['<script>'] }],
    ['a no without a reason', { allow: false, rules: ['approve.outsider'] }],
    ['null', null],
    ['a list', [yes]],
  ])('with %s is a no', async (_, result) => {
    const { policy } = await decided(result);
    expect(await policy.ask(QUESTION)).toMatchObject({ ...nobody, id: 'd-1', rules: ['policy.malformed'] });
  });
});

describe('what a stage needs, as the policy’s server says', () => {
  const stages = [{ needs: STAGE.needs, fresh: true }];
  const demanded = { allow: true, rules: ['demands.asked'] };

  it('is at least what was asked', async () => {
    const { policy } = await decided({ ...demanded, stages });
    expect(await policy.demands(PLANNING)).toMatchObject({ allow: true, id: 'd-1', stages });
  });

  it('can be more, of the same group or of another', async () => {
    const more = [
      { ...STAGE.needs[0]!, count: 2 },
      { group: 'owners', count: 1 },
    ];
    const { policy } = await decided({ ...demanded, stages: [{ needs: more, fresh: false }] });
    expect((await policy.demands(PLANNING)).stages).toEqual([{ needs: more, fresh: false }]);
  });

  const [need] = STAGE.needs;
  const tiers = (then: unknown[]) => ({ ...need, then });
  it.each<[string, unknown[]]>([
    ['fewer people', [{ ...need, count: 0 }]],
    ['another group', [{ group: 'managers', count: 1 }]],
    ['nobody', []],
    ['a tier that is asked sooner', [tiers([{ group: 'managers', afterSeconds: 1 }])]],
    ['a tier that was not asked for', [tiers([...need!.then!, { group: 'everybody', afterSeconds: 300 }])]],
  ])('is a no when it is %s', async (_, needs) => {
    const { policy } = await decided({ ...demanded, stages: [{ needs, fresh: true }] });
    expect(await policy.demands(PLANNING)).toMatchObject({ allow: false, rules: ['policy.malformed'], stages: [] });
  });

  it('is a no when a stage is missing, or one too many is there', async () => {
    const few = await decided({ ...demanded, stages });
    const two = { ...PLANNING, plan: { ...PLAN, stages: [STAGE, STAGE] } };
    expect(await few.policy.demands(two)).toMatchObject({ allow: false, rules: ['policy.malformed'] });
    const many = await decided({ ...demanded, stages: [...stages, ...stages] });
    expect(await many.policy.demands(PLANNING)).toMatchObject({ allow: false, rules: ['policy.malformed'] });
  });
});
