import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Answer, Decisions, Demands, Question } from '../../approval/policy.ts';
import type { Log } from '../../job/worker.ts';
import { canonical, sha256 } from '../../plan/digest.ts';
import { type Decision, type Evaluator, Unanswered } from './evaluator.ts';
import { noLess, SaidAnswer, SaidDemands, stagesOf } from './said.ts';

export interface PolicySettings {
  /** An OPA server's address. Without it, the policy runs in this process. */
  url?: string;
  /** Sent as a bearer token. */
  token?: string;
  /** Directory that holds policy.wasm, policy.json and the .rego files; not read when there is a server. */
  directory: string;
  /** How long a server may take, in ms. */
  timeoutMs?: number;
  log: Pick<Log, 'warn'>;
}

/** Ms that a server may take to answer: a person waits for it. */
const TIME = 1000;

/**
 * The policy, ready to be asked.
 * @throws Fault `policy.stale`, `policy.unreadable` when there is no server and the directory holds no whole policy
 */
export async function openPolicy(settings: PolicySettings): Promise<Decisions> {
  return asking(await evaluatorOf(settings), settings.log);
}

async function evaluatorOf({ url, token, directory, timeoutMs = TIME }: PolicySettings): Promise<Evaluator> {
  if (url === undefined) return (await import('./wasm.ts')).openWasm(directory);
  return (await import('./server.ts')).openServer({ url, timeoutMs, ...(token ? { token } : {}) });
}

/** Asks an evaluator, and believes only what has the form of an answer. */
export function asking(evaluator: Evaluator, log: Pick<Log, 'warn'>): Decisions {
  const ask = async <S extends z.ZodType>(decision: Decision, question: Question, shape: S) => {
    const input = sha256(canonical(question));
    const { id, result } = await evaluator.evaluate(decision, question);
    const said = shape.safeParse(result);
    if (!said.success) throw malformed(id);
    return { said: said.data, id, input };
  };
  const refused = (thrown: unknown, decision: Decision, question: Question): Answer => {
    const no = thrown instanceof Unanswered ? thrown : failed(thrown);
    log.warn({ err: no, rule: no.rule, decision, verb: question?.verb }, 'the policy gave no answer, which is a no');
    return {
      allow: false,
      id: no.id ?? randomUUID(),
      input: hashed(question),
      rules: [no.rule],
      why: no.message,
      fix: no.fix,
    };
  };
  return {
    async ask(question) {
      try {
        const { said, id, input } = await ask('answer', question, SaidAnswer);
        return { ...said, id, input };
      } catch (thrown) {
        return refused(thrown, 'answer', question);
      }
    },
    async demands(question): Promise<Demands> {
      try {
        const { said, id, input } = await ask('demands', question, SaidDemands);
        if (said.allow && !noLess(said.stages, question.plan?.stages ?? [])) throw malformed(id);
        return { ...said, id, input, stages: stagesOf(said) };
      } catch (thrown) {
        return { ...refused(thrown, 'demands', question), stages: [] };
      }
    },
  };
}

function malformed(id: string): Unanswered {
  return new Unanswered(
    'policy.malformed',
    'The policy’s answer makes no sense, so it counts as no.',
    'Whoever keeps policy/ can see the decision under this id in OPA’s decision log; `quell doctor` compares the rules.',
    { id },
  );
}

function failed(cause: unknown): Unanswered {
  return new Unanswered(
    'policy.failed',
    'The policy could not be asked, so the answer is no.',
    'Nothing was changed. The log has the details; `quell doctor` looks at the policy.',
    { cause },
  );
}

/** What cannot be spelled was never asked; the record still wants a hash. */
function hashed(question: Question): string {
  try {
    return sha256(canonical(question));
  } catch {
    return sha256('');
  }
}
