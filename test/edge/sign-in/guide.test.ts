import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SignInConfig } from '../../../src/edge/sign-in/config.ts';

const text = readFileSync('docs/sign-in.md', 'utf8');

describe('docs/sign-in.md', () => {
  const sections = [...text.matchAll(/^## (.+)\n\n```yaml\n([\s\S]*?)```/gm)].map((m) => [m[1]!, m[2]!] as const);

  it('has a profile for the providers that most have', () => {
    expect(sections.map(([name]) => name)).toEqual(['Microsoft Entra', 'Okta']);
  });

  it.each(sections)('gives a profile of %s that Quell takes, and that proves when and how', (_, yaml) => {
    const { sign_in } = parse(yaml) as { sign_in: unknown };
    expect(SignInConfig.parse(sign_in)).toMatchObject({ freshness: 'auth_time', acr: expect.anything() });
  });

  it('names the address that the console really comes back to', () => {
    expect(text).toContain('`/sign-in/callback`');
    expect(readFileSync('src/edge/console/sign-in/callback.ts', 'utf8')).toContain("app.get('/sign-in/callback'");
  });
});
