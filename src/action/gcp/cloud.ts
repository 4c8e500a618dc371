import type { v2 } from '@google-cloud/iam';
import type { iam_v1 } from '@googleapis/iam';
import type { z } from 'zod';
import type { OpenCloud } from '../../domain/action.ts';

/** A Google API by the first label of its host: `compute` for compute.googleapis.com. */
export type Service =
  | 'cloudquotas'
  | 'cloudresourcemanager'
  | 'compute'
  | 'iam'
  | 'iamcredentials'
  | 'policytroubleshooter'
  | 'serviceusage'
  | 'sts';

export interface Request {
  service: Service;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With the version: `/v1beta1/operations/quf.1`. Already URL-encoded. */
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  signal: AbortSignal;
}

/** The answer of a token exchange that Quell sent without credentials of its own. The token, if any, is not kept. */
export interface Exchange {
  granted: boolean;
  /** OAuth error code: `invalid_target` when the pool or provider is disabled, deleted or unknown. */
  error: string | undefined;
}

/** One project or one organization, opened as Quell's reader or responder. Every error leaves it as a Fault `gcp.*`. */
export interface Gcp extends OpenCloud {
  /** Configured id: a project id, or an organization's number. */
  id: string;
  /** Project number; workload identity pools are named by it. For an organization, its own number. */
  number: string;
  /** Quell's own way in, never to be contained: its two service accounts, and the pool that it federates through. */
  quell: { reader: string; responder: string; pool: string | undefined };
  /** Principals of the break-glass people, in the form that deny policies use. */
  breakGlass: string[];
  /** Google's client for service accounts and workload identity pools. Its answers are not checked by it. */
  iam(): Promise<iam_v1.Iam>;
  /** Google's client for deny policies; every call that it makes ends with this signal. */
  policies(signal: AbortSignal): Promise<v2.PoliciesClient>;
  /** One call of an API that has no client here. The answer is checked against the schema. */
  call<T>(request: Request, answer: z.ZodType<T>): Promise<T>;
  /** Waits a moment between two looks at a long-running operation. */
  pause(signal: AbortSignal): Promise<void>;
  exchange(audience: string, subjectToken: string, signal: AbortSignal): Promise<Exchange>;
}
