import { join } from 'node:path'
import { credentials, HOST } from '../../contract/addresses.ts'
import { DevServersError } from '../../contract/devServersError.ts'
import type { Server } from '../../contract/server.ts'
import type { DevServersSettings } from '../../contract/settings.ts'
import { findPackage, installOnce } from '../../install/installOnce.ts'
import { ProgramMissingError, run } from '../../process/run.ts'

/** The last published version, by the time of its commit. */
const VERSION = 'v0.0.0-20260212201848-7aac2a2c5b7c'
const MODULE = `github.com/minio/minio@${VERSION}`
const PACKAGE = `minio-${VERSION}`
const ANSWER_LIMIT_MS = 2_000

/** MinIO, built from its source by Go. */
export function createMinio(settings: DevServersSettings): Server {
  const { atelierCache: cache, atelierMinioPort: port } = settings
  const address = `http://${HOST}:${port}`
  return {
    name: 'minio',
    title: 'MinIO',
    address,
    ports: [{ port, setting: 'ATELIER_MINIO_PORT' }],
    installedVersion: async () => (await findPackage(cache, PACKAGE))?.version,
    install: async report => {
      const { folder, version } = await installOnce(cache, PACKAGE, report, unfinished => build(unfinished, report))
      return {
        version,
        prepare: async () => {},
        command: async data => ({
          file: join(folder, 'minio'),
          args: ['server', data, '--address', `${HOST}:${port}`, '--certs-dir', `${data}.certs`],
          env: {
            MINIO_ROOT_USER: credentials.minio.accessKey,
            MINIO_ROOT_PASSWORD: credentials.minio.secretKey,
            MINIO_BROWSER: 'off',
            MINIO_UPDATE: 'off',
          },
        }),
        ask: async () => {
          const answer = await fetch(`${address}/minio/health/ready`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })
          if (!answer.ok) throw new DevServersError(`it responds with ${answer.status}`)
        },
      }
    },
  }
}

async function build(folder: string, report: (line: string) => void): Promise<string> {
  report('building it with Go, which takes some minutes the first time')
  const args = ['install', '-trimpath', '-ldflags=-s -w', MODULE]
  const env = { GOBIN: folder, CGO_ENABLED: '0' }
  await run('go', args, { env, inBackground: true }).catch(error => {
    if (!(error instanceof ProgramMissingError)) throw error
    throw new DevServersError('it is built by Go, and there is no go on the PATH. Install it (go.dev/doc/install).')
  })
  // The date of the version: a build from source does not know its own.
  return VERSION.replace(/^v0\.0\.0-(\d{4})(\d\d)(\d\d)\d*-.*$/, '$1-$2-$3')
}
