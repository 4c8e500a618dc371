import { sessionArn } from './authorize.ts';
import type { ApiCall, Operation } from './operation.ts';
import { callerAt } from './who.ts';

/** The one operation that carries a token of its own instead of a signature. */
export const unsigned = (operation: Operation) => operation.permission === 'sts:AssumeRoleWithWebIdentity';

export interface Log {
  who: string;
  /** Writes the call to the kernel's log, once. */
  write(allowed: boolean, reason: string, status: number): void;
}

/** The entry of one call in the kernel's log, still to be written. */
export function record(call: ApiCall, operation: Operation | undefined, service: string): Log {
  const who = call.caller?.who ?? callerAt(call.sourceIp);
  let written = false;
  return {
    who,
    write: (allowed, reason, status) => {
      if (written) return;
      written = true;
      call.state.kernel.record({
        cloud: 'aws',
        who,
        principal: call.caller ? sessionArn(call.caller) : 'anonymous',
        permission: operation?.permission ?? `${service}:${call.action}`,
        resource: resourceOf(operation, call),
        write: operation?.write ?? false,
        allowed,
        reason,
        status,
      });
    },
  };
}

/** For the log: a call that names nothing real must still be recorded. */
function resourceOf(operation: Operation | undefined, call: ApiCall): string {
  if (!operation || (!call.caller && !unsigned(operation))) return '*';
  try {
    return operation.resources(call)[0] ?? '*';
  } catch {
    return '*';
  }
}
