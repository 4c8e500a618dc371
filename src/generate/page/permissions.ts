import type { Cloud } from '../../domain/action.ts';
import { azurePlace } from '../role/azure.ts';
import { gcpPlace } from '../role/gcp.ts';
import { type Need, needs } from '../role/need.ts';

const PLACES: Record<Cloud, { folder: string; place: (need: Need) => string }> = {
  aws: { folder: 'infra/aws', place: awsPlace },
  gcp: { folder: 'infra/gcp', place: gcpPlace },
  azure: { folder: 'infra/azure', place: azurePlace },
};

function awsPlace({ permission }: Need): string {
  return permission.startsWith('organizations:') ? '`organization.yaml`' : '`account.yaml`';
}

/** Each cloud's permissions, who holds them, and which actions ask for them. */
export function permissionTables(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(PLACES).map(([cloud, { place }]) => {
      const lines = needs(cloud as Cloud).map((need) => {
        const actions = need.actions.map((id) => `[${id}](actions/${id}.md)`).join(', ');
        return `| \`${need.permission}\` | ${need.write ? '' : 'yes'} | yes | ${place(need)} | ${actions} |`;
      });
      const head = ['| Permission | Reader | Responder | Granted by | For |', '|---|---|---|---|---|'];
      return [cloud, [...head, ...lines].join('\n')];
    }),
  );
}

/**
 * A page that people write, with the parts between its marks replaced: `<!-- table aws: … -->` and `<!-- end -->`.
 * What is between them is generated.
 */
export function spliced(page: string, parts: ReadonlyMap<string, string>): string {
  return page.replace(
    /(<!-- table (\w+):[^>]* -->\n)[\s\S]*?(<!-- end -->)/g,
    (_all, open: string, name: string, end: string) => {
      return `${open}\n${parts.get(name) ?? ''}\n\n${end}`;
    },
  );
}
