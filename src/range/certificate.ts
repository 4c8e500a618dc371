import { webcrypto } from 'node:crypto';
import 'reflect-metadata'; // x509's dependency injection needs it loaded first
import * as x509 from '@peculiar/x509';

/** A key and a certificate for https on loopback; `certificate` is also its own authority. Both PEM. */
export interface LoopbackCertificate {
  key: string;
  certificate: string;
}

let made: Promise<LoopbackCertificate> | undefined;

/**
 * Makes a self-signed certificate for 127.0.0.1 and localhost, once a process: it is given to clients as a trusted
 * authority, so that nothing ever has to switch verification off. Its dates are real ones, because TLS knows no other clock, and wide, because the range may be ahead of it.
 */
export function loopbackCertificate(now: Date): Promise<LoopbackCertificate> {
  made ??= make(now);
  return made;
}

async function make(now: Date): Promise<LoopbackCertificate> {
  const crypto = webcrypto;
  x509.cryptoProvider.set(crypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const day = 24 * 60 * 60 * 1000;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=quell range',
    notBefore: new Date(now.getTime() - 30 * day),
    notAfter: new Date(now.getTime() + 30 * day),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.SubjectAlternativeNameExtension([
        { type: 'ip', value: '127.0.0.1' },
        { type: 'dns', value: 'localhost' },
      ]),
    ],
  });
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { key, certificate: certificate.toString('pem') };
}
