import type { Identity } from '../../src/domain/identity.ts';
import { RANGE_IDENTITY } from '../../src/range/range.ts';

const { aws, gcp, azure } = RANGE_IDENTITY;

function only(name: string, where: Omit<Identity, 'name'>): [string, Identity] {
  return [name, { name, ...where }];
}

/** The range's one stolen identity, as companies would have it that use one, two or three clouds. */
export const IDENTITIES: ReadonlyMap<string, Identity> = new Map([
  [RANGE_IDENTITY.name, RANGE_IDENTITY],
  only('ml-aws', { ...(aws ? { aws } : {}) }),
  only('ml-gcp', { ...(gcp ? { gcp } : {}) }),
  only('ml-azure', { ...(azure ? { azure } : {}) }),
  only('ml-aws-gcp', { ...(aws ? { aws } : {}), ...(gcp ? { gcp } : {}) }),
  only('ml-gcp-azure', { ...(gcp ? { gcp } : {}), ...(azure ? { azure } : {}) }),
]);
