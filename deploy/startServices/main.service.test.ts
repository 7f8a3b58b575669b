import { freePorts } from '@atelier/platform/testing/freePorts.ts'
import { expect, it } from 'vitest'
import { startProgram } from '../../tests/testkit/process.ts'

it('says which servers are missing and how to start them, and starts nothing', async () => {
  const [mysql, redis, kafka, minio] = await freePorts(4)
  const program = startProgram('deploy/startServices/main.ts', [], {
    ATELIER_MYSQL_PORT: String(mysql),
    ATELIER_REDIS_PORT: String(redis),
    ATELIER_KAFKA_PORT: String(kafka),
    ATELIER_MINIO_PORT: String(minio),
  })
  expect(await program.ended()).toBe(1)
  expect(program.output.stderr).toContain(`MySQL (127.0.0.1:${mysql}), Redis (127.0.0.1:${redis})`)
  expect(program.output.stderr).toContain('pnpm services up')
  expect(program.output.stdout).toBe('')
})
