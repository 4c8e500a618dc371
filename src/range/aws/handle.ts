import { authenticate } from './authenticate.ts';
import { authorize, sessionArn } from './authorize.ts';
import { AUTO_SCALING } from './autoscaling.ts';
import { type Log, record, unsigned } from './call-log.ts';
import { EC2 } from './ec2.ts';
import { IAM } from './iam.ts';
import { type ApiCall, AwsError, type Operation, type Operations, optional, type Params } from './operation.ts';
import { ORGANIZATIONS } from './organizations.ts';
import { MalformedPolicy } from './policy/document.ts';
import { readScope, type Scope, type Signable } from './sigv4.ts';
import type { AwsState } from './state.ts';
import { STS } from './sts.ts';
import { readForm, SERVICES, writeAnswer, writeError } from './wire.ts';

const TABLE: Readonly<Record<string, Operations>> = {
  iam: IAM,
  sts: STS,
  organizations: ORGANIZATIONS,
  ec2: EC2,
  autoscaling: AUTO_SCALING,
};

export interface Answer {
  status: number;
  body: string;
  headers?: Record<string, string>;
  /** The connection is cut instead of answered. */
  hangUp?: boolean;
}

/** Answers one request: weather, then authentication, then the policies, then the operation; and writes the log. */
export function handle(state: AwsState, request: Signable): Answer {
  const scope = readScope(request.headers.authorization);
  const service = scope?.service ?? 'sts';
  const protocol = SERVICES[service]?.protocol;
  if (!protocol) return { status: 404, body: '' };
  const requestId = state.kernel.uuid();
  const type = protocol === 'json' ? 'application/x-amz-json-1.1' : 'text/xml';
  const reply = (status: number, text: string, more: Record<string, string> = {}) => ({
    status,
    body: text,
    headers: { 'content-type': type, 'x-amzn-requestid': requestId, ...more },
  });

  const { call, operation } = identify(state, request, scope, service);
  const log = record(call, operation, service);

  const weather = state.kernel.strike('aws', operation?.permission ?? `${service}:${call.action}`, log.who);
  if (weather === 'hang-up') {
    log.write(false, 'the connection was cut', 0);
    return { status: 0, body: '', hangUp: true };
  }
  if (weather === 'garbage') {
    log.write(false, 'a broken answer', 200);
    return reply(200, '<html><body>upstream error</body></html>');
  }
  try {
    if (weather && weather !== 'lost-answer' && weather !== 'stale-read')
      throw struck(weather, service, operation?.permission ?? call.action);
    if (!operation) throw new AwsError('InvalidAction', `The action ${call.action} is not valid for this web service.`);
    if (!unsigned(operation)) authenticate(call, scope, request, service);
    const because = allow(operation, call, service);
    const result = state.kernel.reading(operation.write ? undefined : weather, () =>
      answerOf(operation, call, log, because),
    );
    if (weather === 'lost-answer') return { status: 0, body: '', hangUp: true };
    return reply(200, writeAnswer(service, call.action, result, requestId));
  } catch (thrown) {
    const error = thrown instanceof MalformedPolicy ? new AwsError('MalformedPolicyDocument', thrown.message) : thrown;
    if (!(error instanceof AwsError)) throw thrown;
    log.write(false, error.message, error.status);
    if (weather === 'lost-answer') return { status: 0, body: '', hangUp: true };
    return reply(
      error.status,
      writeError(service, error, requestId),
      weather === 'throttle' ? { 'retry-after': '2' } : {},
    );
  }
}

function identify(state: AwsState, { headers, body }: Signable, scope: Scope | undefined, service: string) {
  const json = SERVICES[service]!.protocol === 'json';
  const params = json ? (JSON.parse(body || '{}') as Params) : readForm(body);
  const action = (json ? headers['x-amz-target']?.split('.')[1] : optional(params, 'Action')) ?? '';
  const operation = Object.hasOwn(TABLE[service]!, action) ? TABLE[service]![action] : undefined;
  const call: ApiCall = {
    state,
    action,
    params,
    region: scope?.region ?? 'us-east-1',
    sourceIp: headers['x-forwarded-for'] ?? '127.0.0.1',
    caller: scope && state.sessions.get(scope.accessKeyId),
  };
  return { call, operation };
}

/** The rule that allows the call. @throws AwsError in the provider's words when none does. */
function allow(operation: Operation, call: ApiCall, service: string): string {
  const { decision, because } = authorize(operation, call);
  if (decision === 'allowed') return because;
  const who = call.caller ? `User: ${sessionArn(call.caller)} is not authorized` : 'Not authorized';
  const message = `${who} to perform: ${operation.permission} on resource: ${operation.resources(call)[0]} ${because}`;
  throw new AwsError(SERVICES[service]!.denied, message, 403);
}

/** An allowed call that fails for its content was allowed all the same. */
function answerOf(operation: Operation, call: ApiCall, log: Log, because: string): object {
  try {
    const result = operation.answer(call);
    log.write(true, because, 200);
    return result;
  } catch (error) {
    if (error instanceof AwsError || error instanceof MalformedPolicy)
      log.write(true, because, (error as AwsError).status ?? 400);
    throw error;
  }
}

function struck(kind: 'throttle' | 'denied' | 'server-error', service: string, permission: string): AwsError {
  const { denied, throttled } = SERVICES[service]!;
  if (kind === 'throttle') return new AwsError(throttled, 'Rate exceeded', service === 'ec2' ? 503 : 400);
  if (kind === 'server-error') return new AwsError('ServiceUnavailable', 'The service is unavailable.', 503);
  return new AwsError(denied, `User is not authorized to perform: ${permission} on resource: *`, 403);
}
