import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A private certificate authority and its certificate for a server on this machine, as PEM files. */
export interface TestAuthority {
  /** Certificate of the authority, for clients to trust. */
  caFile: string
  certificateFile: string
  /** The server's key, in PKCS #8. */
  keyFile: string
  /** Content of `caFile`. */
  ca: string
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/**
 * Creates one with OpenSSL, which Debian's Java and its certificates depend on.
 * @param folder folder of the files.
 * @param name name of the authority.
 */
export async function makeTestAuthority(folder: string, name: string): Promise<TestAuthority> {
  const file = (kind: string) => join(folder, `${name}-${kind}.pem`)
  const authority = {
    caFile: file('ca'),
    certificateFile: file('server'),
    keyFile: file('server-key'),
  }
  const make = (subject: string, key: string, certificate: string, more: readonly string[]) =>
    run('openssl', [
      'req',
      '-x509',
      ...KEY,
      '-days',
      '2',
      '-subj',
      `/CN=${subject}`,
      '-keyout',
      key,
      '-out',
      certificate,
      ...more,
    ])
  await make(`Atelier's tests, ${name}`, file('ca-key'), authority.caFile, [])
  const forThisMachine = [
    '-addext',
    'subjectAltName=IP:127.0.0.1,DNS:localhost',
    '-addext',
    'basicConstraints=critical,CA:FALSE',
  ]
  await make('localhost', authority.keyFile, authority.certificateFile, [
    '-CA',
    authority.caFile,
    '-CAkey',
    file('ca-key'),
    ...forThisMachine,
  ])
  return { ...authority, ca: await readFile(authority.caFile, 'utf8') }
}
