import { describe, expect, it } from 'vitest';
import { asFault } from '../../src/domain/fault.ts';
import { GOOD, load, TOKENS } from './fixture.ts';

const CONSOLE = 'console: { url: "https://quell.example.com" }\n';
const SIGN_IN = (more: string) =>
  `sign_in: { issuer: "https://login.example.com", client_id: quell${more ? `, ${more}` : ''} }\n`;
const STRONG = 'freshness: auth_time, acr: { values: ["urn:example:mfa"] }';

function said(text: string, env: Record<string, string> = TOKENS): string {
  try {
    load(text, env);
    return '';
  } catch (thrown) {
    return asFault(thrown).message;
  }
}

describe('console and sign_in', () => {
  it('are read, with a port of this machine alone unless it is said', () => {
    const config = load(GOOD + CONSOLE + SIGN_IN(STRONG), TOKENS);
    expect(config.console).toEqual({ url: 'https://quell.example.com', host: '127.0.0.1', port: 7000 });
    expect(config.sign_in).toMatchObject({ acr: { claim: 'acr', values: ['urn:example:mfa'] } });
    expect(config.environment.signInSecret?.reveal()).toBe(TOKENS.QUELL_SIGN_IN_CLIENT_SECRET);
  });

  it('are refused where a profile proves neither when nor how somebody signed in', () => {
    expect(said(GOOD + CONSOLE + SIGN_IN(''))).toContain('proves neither when nor how');
    expect(said(GOOD + CONSOLE + SIGN_IN('freshness: auth_time'))).toBe('');
    expect(said(GOOD + CONSOLE + SIGN_IN('acr: { claim: acrs, values: [c1] }'))).toBe('');
    expect(said(GOOD + CONSOLE + SIGN_IN('acr: { values: [] }'))).not.toBe('');
  });

  it('are refused where strength alone would have to prove when somebody signed in', () => {
    const told = said(`${GOOD + CONSOLE}sign_in:
  issuer: "https://login.example.com"
  client_id: quell
  acr: { values: ["urn:example:mfa"] }
`);
    expect(told).toContain('says nothing about when');
    expect(told).toContain('`freshness: auth_time`');
    expect(told).toMatch(/quell\.yaml:\d+:\d+: `sign_in\.acr`/);
  });

  it('are refused one without the other, or without the secret', () => {
    expect(said(GOOD + CONSOLE)).toContain('nobody can sign in');
    expect(said(GOOD + SIGN_IN(STRONG))).toContain('no page to come back to');
    const { QUELL_SIGN_IN_CLIENT_SECRET: _, ...others } = TOKENS;
    expect(said(GOOD + CONSOLE + SIGN_IN(STRONG), others)).toContain('QUELL_SIGN_IN_CLIENT_SECRET is not set');
  });

  it.each([
    'http://quell.example.com',
    'https://quell.example.com/',
    'https://quell.example.com/pages',
    'https://quell.example.com?x=1',
    'quell.example.com',
    'http://127.0.0.1.example.com',
  ])('are refused under %s', (url) => {
    expect(said(`${GOOD}console: { url: "${url}" }\n${SIGN_IN(STRONG)}`)).toContain('console.url');
  });

  it('may be unencrypted on this machine alone', () => {
    expect(said(`${GOOD}console: { url: "http://127.0.0.1:7000" }\n${SIGN_IN(STRONG)}`)).toBe('');
    const plain = SIGN_IN(STRONG).replace('https:', 'http:');
    expect(said(GOOD + CONSOLE + plain)).toContain('sign_in.issuer');
  });

  it('want the secret in the environment, and a subject once', () => {
    expect(said(GOOD + CONSOLE + SIGN_IN(`${STRONG}, client_secret: shhh-shhh-shhh`))).toContain('is a secret');
    const twice = GOOD.replace('name: Ada\n', 'name: Ada\n    subject: sub-1\n').replace(
      'name: Bo\n',
      'name: Bo\n    subject: sub-1\n',
    );
    expect(said(twice)).toContain('already is');
  });
});
