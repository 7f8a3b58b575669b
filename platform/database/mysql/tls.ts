import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import type { SslOptions } from 'mysql2'
import { z } from 'zod'
import { messageOf } from '../../errors/messageOf.ts'
import { StartupError } from '../../errors/startupError.ts'

/** MySQL's modes of TLS (https://dev.mysql.com/doc/refman/9.7/en/connection-options.html). */
const MODES = ['DISABLED', 'REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY'] as const

const options = z.strictObject({
  'ssl-mode': z.string().toUpperCase().pipe(z.enum(MODES)).default('DISABLED'),
  'ssl-ca': z.string().min(1).optional(),
})

/** TLS of MySQL connections. */
export interface MysqlTls {
  /**
   * REQUIRED accepts any certificate; VERIFY_CA requires one of a trusted authority; VERIFY_IDENTITY requires one for
   * this host as well.
   */
  mode: Exclude<(typeof MODES)[number], 'DISABLED'>
  /** PEM file of trusted authorities, in place of those of Node. */
  caFile?: string
}

/**
 * Parses MySQL's `ssl-mode` and `ssl-ca` from the query of a URL; unencrypted without them.
 * @throws StartupError for other options and values, and for contradictory ones.
 */
export function readTls(query: URLSearchParams, host: string): MysqlTls | undefined {
  const parsed = options.safeParse(Object.fromEntries(query))
  if (!parsed.success) {
    throw new StartupError(
      `The only options of DATABASE_URL are ssl-mode, which is one of ${MODES.join(', ')}, and ssl-ca, a file.`,
    )
  }
  const { 'ssl-mode': mode, 'ssl-ca': caFile } = parsed.data
  if (caFile !== undefined && !mode.startsWith('VERIFY_')) {
    throw new StartupError('ssl-ca in DATABASE_URL needs ssl-mode=VERIFY_CA or VERIFY_IDENTITY.')
  }
  if (mode === 'VERIFY_IDENTITY' && isIP(host) !== 0) {
    throw new StartupError(
      'ssl-mode=VERIFY_IDENTITY in DATABASE_URL needs the name of a host: certificates are not compared with addresses.',
    )
  }
  return mode === 'DISABLED' ? undefined : { mode, ...(caFile !== undefined && { caFile }) }
}

/** TLS options of mysql2. @throws StartupError when the file cannot be read. */
export async function tlsOptions({ mode, caFile }: MysqlTls): Promise<SslOptions> {
  return {
    rejectUnauthorized: mode !== 'REQUIRED',
    verifyIdentity: mode === 'VERIFY_IDENTITY',
    ...(caFile !== undefined && { ca: await readCertificates(caFile) }),
  }
}

async function readCertificates(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const reason = messageOf(error)
    throw new StartupError(`The file that ssl-ca in DATABASE_URL names cannot be read: ${reason}`, { cause: error })
  }
}
