import { z } from 'zod';
import { type Evaluator, Unanswered } from './evaluator.ts';

export interface Server {
  url: string;
  token?: string;
  timeoutMs: number;
}

/** OPA gives a decision an id when it writes a decision log, and only then. */
const Told = z.object({ decision_id: z.string().min(1).max(200), result: z.unknown().optional() });

/** Characters that an answer may have; what is longer is no answer. */
const LONGEST = 4_000_000;

const START = 'Start or mend the OPA server that OPA_URL names; `quell doctor` looks at it. Nothing was changed.';

/**
 * An OPA server, asked by its data API: https://www.openpolicyagent.org/docs/rest-api. It writes the decision log.
 * @see infra/compose and infra/helm for how it is run
 */
export function openServer({ url, token, timeoutMs }: Server): Evaluator {
  const base = url.replace(/\/+$/, '');
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  return {
    async evaluate(decision, question) {
      const answer = await post(
        `${base}/v1/data/quell/${decision}`,
        headers,
        JSON.stringify({ input: question }),
        timeoutMs,
      );
      if (answer.status !== 200) throw new Unanswered('policy.unreachable', said(answer.status), START);
      const told = Told.safeParse(answer.body);
      if (!told.success)
        throw new Unanswered(
          'policy.malformed',
          'The policy’s server answers without a decision id, so its answer counts as no.',
          'Turn its decision log on: --set=decision_logs.console=true.',
        );
      const { decision_id: id, result } = told.data;
      if (result === undefined)
        throw new Unanswered(
          'policy.undefined',
          'The policy’s server has no rules of Quell, so the answer is no.',
          'Start it with the directory policy/ of this Quell.',
          { id },
        );
      return { id, result };
    },
  };
}

function said(status: number): string {
  if (status === 401 || status === 403) return 'The policy’s server does not take OPA_TOKEN, so the answer is no.';
  return `The policy’s server answers with status ${status}, so the answer is no.`;
}

async function post(
  address: string,
  headers: Record<string, string>,
  body: string,
  timeoutMs: number,
): Promise<{ status: number; body: unknown }> {
  const signal = AbortSignal.timeout(timeoutMs);
  let text: string;
  let status: number;
  try {
    // A redirect would carry the question, and the right to answer it, to somebody else.
    const answer = await fetch(address, { method: 'POST', headers, body, signal, redirect: 'error' });
    status = answer.status;
    text = await bounded(answer);
  } catch (cause) {
    if (signal.aborted)
      throw new Unanswered(
        'policy.late',
        `The policy did not answer within ${timeoutMs} ms, so the answer is no.`,
        START,
        {
          cause,
        },
      );
    if (cause instanceof Unanswered) throw cause;
    throw new Unanswered('policy.unreachable', 'The policy’s server cannot be reached, so the answer is no.', START, {
      cause,
    });
  }
  try {
    return { status, body: JSON.parse(text) };
  } catch {
    return { status, body: undefined };
  }
}

/** The body, read no further than an answer can be long. */
async function bounded(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > LONGEST)
      throw new Unanswered('policy.malformed', 'The policy’s answer is far too long, so it counts as no.', START);
  }
  return text;
}
