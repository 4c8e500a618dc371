export interface ErrorInfo {
  reason: string;
  domain: string;
  metadata: Record<string, string>;
}

/** An answer that is not a success, in Google's own shape. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: unknown;
  /** Whether the caller was authorised: a missing resource is an answer, a missing permission a refusal. */
  readonly allowed: boolean;
  readonly reason: string;

  constructor(status: number, body: unknown, allowed: boolean, reason: string) {
    super(reason);
    this.status = status;
    this.body = body;
    this.allowed = allowed;
    this.reason = reason;
  }
}

/** An error of an authorised call. */
export function apiError(code: number, status: string, message: string, info?: ErrorInfo): ApiError {
  return new ApiError(code, errorBody(code, status, message, info), true, message);
}

/** A refusal. */
export function refusal(code: number, status: string, message: string, reason: string, info?: ErrorInfo): ApiError {
  return new ApiError(code, errorBody(code, status, message, info), false, reason);
}

export function errorBody(code: number, status: string, message: string, info?: ErrorInfo): unknown {
  const details = info ? { details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', ...info }] } : {};
  return { error: { code, message, status, ...details } };
}

export function permissionDenied(permission: string, resource: string, reason: string): ApiError {
  const message = `Permission '${permission}' denied on resource '${resource}' (or it may not exist).`;
  return refusal(403, 'PERMISSION_DENIED', message, reason, {
    reason: 'IAM_PERMISSION_DENIED',
    domain: 'iam.googleapis.com',
    metadata: { permission, resource },
  });
}

export function unauthenticated(reason: string, why = 'ACCESS_TOKEN_EXPIRED'): ApiError {
  const message =
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.';
  return refusal(401, 'UNAUTHENTICATED', message, reason, { reason: why, domain: 'googleapis.com', metadata: {} });
}

export const notFound = (what: string): ApiError => apiError(404, 'NOT_FOUND', `${what} not found.`);
