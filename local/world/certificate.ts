/** A throw-away certificate authority and server certificate for loopback, made anew for each data folder. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import tls from "node:tls";
import selfsigned from "selfsigned";

export interface Certificate {
  /** PEM. */
  key: string;
  /** PEM; self-signed, so that it is its own authority. */
  certificate: string;
}

/** Kept in `folder`, so that a client's trust survives a restart. */
export async function loopbackCertificate(folder: string): Promise<Certificate> {
  const keyFile = join(folder, "loopback.key");
  const certificateFile = join(folder, "loopback.crt");
  if (existsSync(keyFile) && existsSync(certificateFile)) {
    return { key: readFileSync(keyFile, "utf8"), certificate: readFileSync(certificateFile, "utf8") };
  }
  const made = await selfsigned.generate([{ name: "commonName", value: "lamplighter-simulators" }], {
    keyType: "ec",
    notAfterDate: new Date(Date.now() + TEN_YEARS_MS),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  writeFileSync(keyFile, made.private, { mode: 0o600 });
  writeFileSync(certificateFile, made.cert);
  return { key: made.private, certificate: made.cert };
}

const TEN_YEARS_MS = 10 * 365 * 24 * 3600 * 1000;

/** From now on https and fetch in this process trust the simulators, beside everything they trusted before. */
export function trustCertificate(certificate: Certificate): void {
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), certificate.certificate]);
}
