/** Entra ID gives access tokens a random lifetime of 60 to 90 minutes, unless a tenant has set another. */
export const ACCESS_TOKEN_SECONDS = 90 * 60;

/** Managed identities get tokens that live for a day, and they are cached where they are used. */
export const MANAGED_IDENTITY_TOKEN_SECONDS = 24 * 60 * 60;

/** Until a removed or restored role assignment is in force everywhere, at subscription scope and below. */
export const ROLE_SETTLES_SECONDS = 10 * 60;

/** Until a new policy assignment is in force. The documentation says about 5 minutes, and promises nothing. */
export const POLICY_SETTLES_SECONDS = 15 * 60;

/** Until a change in Entra ID is seen by every replica and by the token service. */
export const DIRECTORY_SETTLES_SECONDS = 15 * 60;
