import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authorize, sessionArn } from './authorize.ts';
import { AUTO_SCALING } from './autoscaling.ts';
import { EC2 } from './ec2.ts';
import { IAM } from './iam.ts';
import { type ApiCall, AwsError, type Operation, type Operations, optional, type Params } from './operation.ts';
import { ORGANIZATIONS } from './organizations.ts';
import { MalformedPolicy } from './policy/document.ts';
import { readScope, type Scope, signatureHolds } from './sigv4.ts';
import type { AwsState, Session } from './state.ts';
import { STS } from './sts.ts';
import { callerAt } from './who.ts';
import { readForm, SERVICES, writeAnswer, writeError } from './wire.ts';

const TABLE: Readonly<Record<string, Operations>> = {
  iam: IAM,
  sts: STS,
  organizations: ORGANIZATIONS,
  ec2: EC2,
  autoscaling: AUTO_SCALING,
};
const LARGEST_BODY = 1_000_000;

interface Answer {
  status: number;
  body: string;
  headers?: Record<string, string>;
  hangUp?: boolean;
}

/** One endpoint for all services: a signature's scope names the one that is meant. */
export async function serve(state: AwsState): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    try {
      const body = await read(request);
      send(state, request, response, handle(state, request, body));
    } catch {
      response.destroy();
    }
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > LARGEST_BODY) throw new Error('too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

function send(state: AwsState, request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (answer.hangUp) {
    request.socket.destroy();
    return;
  }
  response.sendDate = false;
  response.writeHead(answer.status, { date: state.kernel.now().toUTCString(), ...answer.headers });
  response.end(answer.body);
}

function handle(state: AwsState, request: IncomingMessage, body: string): Answer {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const scope = readScope(headers.authorization);
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

  const params = protocol === 'json' ? (JSON.parse(body || '{}') as Params) : readForm(body);
  const action = (protocol === 'json' ? headers['x-amz-target']?.split('.')[1] : optional(params, 'Action')) ?? '';
  const operation = Object.hasOwn(TABLE[service]!, action) ? TABLE[service]![action] : undefined;
  const sourceIp = headers['x-forwarded-for'] ?? '127.0.0.1';
  const session = scope && state.sessions.get(scope.accessKeyId);
  const call: ApiCall = { state, action, params, region: scope?.region ?? 'us-east-1', sourceIp, caller: session };
  const log = record(call, operation, service);

  const weather = state.kernel.strike('aws', operation?.permission ?? `${service}:${action}`, log.who);
  if (weather === 'hang-up') {
    log.write(false, 'the connection was cut', 0);
    return { status: 0, body: '', hangUp: true };
  }
  if (weather === 'garbage') {
    log.write(false, 'a broken answer', 200);
    return reply(200, '<html><body>upstream error</body></html>');
  }
  try {
    if (weather && weather !== 'lost-answer') throw struck(weather, service, operation?.permission ?? action);
    if (!operation) throw new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`);
    if (!unsigned(operation)) authenticate(call, scope, headers, request, body, service);
    const decision = authorize(operation, call);
    if (decision.decision !== 'allowed') {
      const who = call.caller ? `User: ${sessionArn(call.caller)} is not authorized` : 'Not authorized';
      const on = operation.resources(call)[0];
      const message = `${who} to perform: ${operation.permission} on resource: ${on} ${decision.because}`;
      throw new AwsError(SERVICES[service]!.denied, message, 403);
    }
    const result = answerOf(operation, call, log, decision.because);
    if (weather === 'lost-answer') return { status: 0, body: '', hangUp: true };
    return reply(200, writeAnswer(service, action, result, requestId));
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

const unsigned = (operation: Operation) => operation.permission === 'sts:AssumeRoleWithWebIdentity';

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

function authenticate(
  call: ApiCall,
  scope: Scope | undefined,
  headers: Record<string, string>,
  request: IncomingMessage,
  body: string,
  service: string,
): void {
  const session: Session | undefined = call.caller;
  if (!scope) throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  if (!session || headers['x-amz-security-token'] !== session.token) {
    throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
  }
  const signable = { method: request.method ?? '', url: request.url ?? '', headers, body };
  if (!signatureHolds(signable, scope, session.secret)) {
    const message = 'The request signature we calculated does not match the signature you provided.';
    throw new AwsError('SignatureDoesNotMatch', message, 403);
  }
  if (session.expiresAt * 1000 <= call.state.kernel.now().getTime()) {
    throw new AwsError(SERVICES[service]!.expired, 'The security token included in the request is expired', 403);
  }
}

function struck(kind: 'throttle' | 'denied' | 'server-error', service: string, permission: string): AwsError {
  const { denied, throttled } = SERVICES[service]!;
  if (kind === 'throttle') return new AwsError(throttled, 'Rate exceeded', service === 'ec2' ? 503 : 400);
  if (kind === 'server-error') return new AwsError('ServiceUnavailable', 'The service is unavailable.', 503);
  return new AwsError(denied, `User is not authorized to perform: ${permission} on resource: *`, 403);
}

interface Log {
  who: string;
  /** Writes the call to the kernel's log, once. */
  write(allowed: boolean, reason: string, status: number): void;
}

function record(call: ApiCall, operation: Operation | undefined, service: string): Log {
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
