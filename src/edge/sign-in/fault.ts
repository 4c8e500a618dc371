import { Fault } from '../../domain/fault.ts';

/** The provider did not answer, or not as one does. */
export function notReached(issuer: string, cause: unknown): Fault {
  return new Fault({
    code: 'sign-in.unreachable',
    message: `The identity provider ${issuer} does not answer.`,
    fix: 'Try again in a moment; `quell doctor` says what is wrong with it.',
    retry: 'later',
    cause,
  });
}

const DOWN = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT']);

function down(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'TimeoutError' || ('code' in error && DOWN.has(String(error.code)))) return true;
  return error.cause !== undefined && down(error.cause);
}

/** What the provider answered, or the browser brought back, proves nothing. The reason is for the log alone. */
export function refused(issuer: string, cause: unknown): Fault {
  if (down(cause)) return notReached(issuer, cause);
  return new Fault({
    code: 'sign-in.refused',
    message: 'The sign-in was not completed, or what came back does not prove who you are.',
    fix: 'Nothing was decided. Start once more.',
    cause,
  });
}
