import { stringify } from 'yaml';

/** YAML as people write it: no line is folded, nothing is an alias, and what an old reader takes for a date is quoted. */
export function yamlText(value: unknown): string {
  return stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}
