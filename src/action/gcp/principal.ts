/** The ways in which a person may name a principal: as allow policies do, or as deny policies do. */
export const PRINCIPAL = /^((serviceAccount|user|group):[^@\s]+@[^@\s]+|principal(Set)?:\/\/\S+)$/;

/** `serviceAccount:a@b` → the identifier that a deny policy needs. Identifiers pass unchanged. */
export function denyForm(principal: string): string {
  const [kind = '', email = ''] = principal.split(/:(.*)/s);
  switch (kind) {
    case 'serviceAccount':
      return `principal://iam.googleapis.com/projects/-/serviceAccounts/${email}`;
    case 'user':
      return `principal://goog/subject/${email}`;
    case 'group':
      return `principalSet://goog/group/${email}`;
    default:
      return principal;
  }
}

/** The e-mail address that Policy Troubleshooter can be asked about; it knows accounts, and neither groups nor pools. */
export function troubleshootable(principal: string): string | undefined {
  return /^principal:\/\/(?:goog\/subject|iam\.googleapis\.com\/projects\/-\/serviceAccounts)\/([^/]+)$/.exec(
    denyForm(principal),
  )?.[1];
}
