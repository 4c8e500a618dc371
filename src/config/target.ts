import type { Problem } from './problem.ts';
import type { QuellFile } from './schema.ts';
import { pathText, shown } from './words.ts';
import type { Path, Source } from './yaml.ts';

/** Clouds that are not configured, and identities that live where Quell may not act. */
export function targetProblems(settings: QuellFile, source: Source): Problem[] {
  return [...noCloud(settings, source), ...strays(settings, source)];
}

function noCloud(settings: QuellFile, source: Source): Problem[] {
  const { aws, gcp, azure } = settings;
  const targets = [
    ...(aws?.accounts ?? []),
    ...(gcp?.projects ?? []),
    ...(gcp?.organization ? [gcp.organization] : []),
  ];
  if (targets.length + (azure?.tenants.length ?? 0) > 0) return [];
  const message = 'No cloud is configured, so that Quell could contain nothing.';
  return [{ message, fix: 'Add at least one of `aws`, `gcp` and `azure` with a target.', at: source.at([]) }];
}

/** What an identity names, what is configured of that kind, and where more of it is added. */
function named(settings: QuellFile): { path: Path; value: string; known: readonly string[]; add: string }[] {
  const { aws, gcp, azure } = settings;
  const accounts = aws?.accounts.map((a) => a.id) ?? [];
  const projects = gcp?.projects.map((p) => p.id) ?? [];
  const organizations = gcp?.organization ? [gcp.organization.id] : [];
  const tenants = azure?.tenants.map((t) => t.id) ?? [];
  return Object.entries(settings.identities).flatMap(([name, identity]) => {
    const at = (...path: string[]) => ['identities', name, ...path];
    const { tenant, subscription } = identity.azure ?? {};
    const subscriptions = azure?.tenants.find((t) => t.id === tenant)?.subscriptions.map((s) => s.id) ?? [];
    return [
      { path: at('aws', 'account'), value: identity.aws?.account, known: accounts, add: 'aws.accounts' },
      { path: at('gcp', 'project'), value: identity.gcp?.project, known: projects, add: 'gcp.projects' },
      {
        path: at('gcp', 'organization'),
        value: identity.gcp?.organization,
        known: organizations,
        add: 'gcp.organization',
      },
      { path: at('azure', 'tenant'), value: tenant, known: tenants, add: 'azure.tenants' },
      {
        path: at('azure', 'subscription'),
        value: subscription,
        known: subscriptions,
        add: 'azure.tenants[].subscriptions',
      },
    ].flatMap(({ value, ...rest }) => (value === undefined ? [] : [{ value, ...rest }]));
  });
}

function strays(settings: QuellFile, source: Source): Problem[] {
  return named(settings).flatMap(({ path, value, known, add }) => {
    if (known.includes(value)) return [];
    const message = `\`${pathText(path)}\` is ${shown(value)}, which is not configured under \`${add}\`.`;
    return [{ message, fix: `Add it under \`${add}\`, or correct it.`, at: source.at(path) }];
  });
}
