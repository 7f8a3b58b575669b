import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { realService } from '@atelier/testkit/servers/realServices.ts'
import { createTestDatabase, type TestDatabase } from '@atelier/testkit/servers/testDatabase.ts'
import { defineEntity, p } from '@mikro-orm/core'
import { createConnection } from 'mysql2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../adapters/openDatabase.ts'
import { StartupError } from '../../errors/startupError.ts'
import { createLogger } from '../../log/logger.ts'
import { socketOf } from './responseTimeout.ts'

const Note = defineEntity({ name: 'Note', tableName: 'notes', properties: { id: p.string().length(36).primary() } })
const definition = { entities: [Note], migrations: { sqlite: [], mysql: [] } }
const log = createLogger({ name: 'test', level: 'silent' })
const mysql = await realService('mysql')

describe.runIf(mysql.available)(`TLS to MySQL${mysql.note}`, () => {
  let place: TestDatabase
  let folder: string
  let caFile: string

  beforeAll(async () => {
    place = await createTestDatabase('MySQL')
    folder = await mkdtemp(join(tmpdir(), 'atelier-tls-'))
    caFile = join(folder, 'ca.pem')
    await writeFile(caFile, await authorityOf(place.url))
  })
  afterAll(async () => {
    await rm(folder, { recursive: true })
    await place.remove()
  })

  /** The cipher of a session that is opened so; empty when it has none. */
  async function cipher(options: Record<string, string>, host?: string): Promise<string> {
    const url = new URL(place.url)
    if (host) url.hostname = host
    url.search = new URLSearchParams(options).toString()
    const database = await openDatabase(definition, { url: url.href, log })
    try {
      const [row] = await database.fork().execute<[{ Value: string }]>("show session status like 'Ssl_cipher'")
      return row.Value
    } finally {
      await database.close()
    }
  }

  it('is not spoken unless it is asked for', async () => {
    expect(await cipher({})).toBe('')
    expect(await cipher({ 'ssl-mode': 'DISABLED' })).toBe('')
  })

  it('encrypts, whoever answers', async () => {
    expect(await cipher({ 'ssl-mode': 'REQUIRED' })).toMatch(/^TLS_/)
  })

  it('trusts a server whose authority is named', async () => {
    expect(await cipher({ 'ssl-mode': 'VERIFY_CA', 'ssl-ca': caFile })).toMatch(/^TLS_/)
  })

  it('does not start with a server whose authority nobody knows', async () => {
    const opening = cipher({ 'ssl-mode': 'VERIFY_CA' })
    await expect(opening).rejects.toThrow(StartupError)
    await expect(opening).rejects.toThrow(/cannot be used with ssl-mode=VERIFY_CA: .*certificate/)
  })

  it('does not start with a server whose certificate is for another host', async () => {
    // The certificate that MySQL makes for itself is for no host at all.
    const opening = cipher({ 'ssl-mode': 'VERIFY_IDENTITY', 'ssl-ca': caFile }, 'localhost')
    await expect(opening).rejects.toThrow(StartupError)
    await expect(opening).rejects.toThrow(/cannot be used with ssl-mode=VERIFY_IDENTITY: .*does not match/)
  })

  it('says when the file of the authority cannot be read', async () => {
    const opening = cipher({ 'ssl-mode': 'VERIFY_CA', 'ssl-ca': join(folder, 'missing.pem') })
    await expect(opening).rejects.toThrow(StartupError)
    await expect(opening).rejects.toThrow('ssl-ca in DATABASE_URL names cannot be read: ENOENT')
  })
})

/** The certificate, in PEM, of the authority at the end of the chain that a server shows. */
async function authorityOf(url: string): Promise<string> {
  const connection = createConnection({ uri: url, ssl: { rejectUnauthorized: false } })
  await once(connection, 'connect')
  let certificate = (socketOf(connection) as TLSSocket).getPeerCertificate(true)
  while (certificate.issuerCertificate !== certificate) certificate = certificate.issuerCertificate
  connection.destroy()
  return new X509Certificate(certificate.raw).toString()
}
