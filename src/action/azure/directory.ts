/** A person in Entra ID. */
export interface DirectoryUser {
  id: string;
  userPrincipalName: string;
  /** `Guest` for people of other tenants; null when the directory does not say. */
  userType: string | null;
  accountEnabled: boolean;
  /** Sessions that began before this are refused where tokens are refreshed, ISO 8601. */
  signInSessionsValidFromDateTime: string;
}

/** One line of the log of silent sign-ins: a client used a session without asking the person. */
export interface SilentSignIn {
  at: string;
  /** 0 for success; 50173 for a revoked session. */
  errorCode: number;
  reason: string;
}

export interface DirectoryPrincipal {
  id: string;
  appId: string;
  displayName: string;
  /** `Application`, `ManagedIdentity`, … */
  servicePrincipalType: string;
  accountEnabled: boolean;
}

export interface DirectoryApplication {
  id: string;
  appId: string;
  displayName: string;
  /** Client secrets and certificates that also open the door. */
  secrets: number;
  certificates: number;
}

/** A federated identity credential as it must be written to be put back. */
export interface Federated {
  name: string;
  issuer: string;
  /** Null where a claims expression is used instead. */
  subject: string | null;
  audiences: string[];
  description: string | null;
  claimsMatchingExpression: { value: string; languageVersion: number } | null;
}

/** Entra ID through Microsoft Graph. */
export interface Directory {
  user(id: string, signal: AbortSignal): Promise<DirectoryUser>;
  revokeSessions(user: string, signal: AbortSignal): Promise<void>;
  /** Newest first, since a time (ISO 8601). Null when the tenant's licence has no sign-in log. */
  silentSignIns(user: string, since: string, signal: AbortSignal): Promise<SilentSignIn[] | null>;
  servicePrincipal(id: string, signal: AbortSignal): Promise<DirectoryPrincipal>;
  /** The service principal of an application, by its client id. */
  byClientId(clientId: string, signal: AbortSignal): Promise<DirectoryPrincipal>;
  enableServicePrincipal(id: string, enabled: boolean, signal: AbortSignal): Promise<void>;
  /** `id` is the object id of the app registration, not its client id. */
  application(id: string, signal: AbortSignal): Promise<DirectoryApplication>;
  federated(application: string, signal: AbortSignal): Promise<(Federated & { id: string })[]>;
  addFederated(application: string, credential: Federated, signal: AbortSignal): Promise<void>;
  removeFederated(application: string, id: string, signal: AbortSignal): Promise<void>;
}
