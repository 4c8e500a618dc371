import { Fault } from '../domain/fault.ts';

/** Said from the moment on when the process was asked to stop. */
export function stops(): Fault {
  return new Fault({
    code: 'quell.stopping',
    message: 'This process stops; it takes nothing new.',
    fix: 'Nothing to do: another one goes on with the work.',
    retry: 'never',
  });
}
