import { type ApiCall, AwsError } from './operation.ts';
import { type Scope, type Signable, signatureHolds } from './sigv4.ts';
import { SERVICES } from './wire.ts';

/** @throws AwsError unless a session that lives has signed exactly this request. */
export function authenticate(call: ApiCall, scope: Scope | undefined, request: Signable, service: string): void {
  const session = call.caller;
  if (!scope) throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  if (!session || request.headers['x-amz-security-token'] !== session.token) {
    throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
  }
  if (!signatureHolds(request, scope, session.secret)) {
    const message = 'The request signature we calculated does not match the signature you provided.';
    throw new AwsError('SignatureDoesNotMatch', message, 403);
  }
  if (session.expiresAt * 1000 <= call.state.kernel.now().getTime()) {
    throw new AwsError(SERVICES[service]!.expired, 'The security token included in the request is expired', 403);
  }
}
