import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readFile } from 'node:fs/promises'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { apiSchemaByApollo } from './apolloLifecycle.ts'

const SUPERGRAPH = new URL('../../schema/supergraph.graphql', import.meta.url)

describe("Apollo's judgement of a supergraph", () => {
  let sockets = 0
  const count = () => {
    sockets += 1
  }
  beforeEach(() => {
    sockets = 0
    subscribe('net.client.socket', count)
  })
  afterEach(() => unsubscribe('net.client.socket', count))

  it('is made without a connection to anybody', async () => {
    const apiSchema = await apiSchemaByApollo(
      await readFile(SUPERGRAPH, 'utf8'),
      createLogger({ name: 'test', level: 'silent' }),
    )
    expect(apiSchema.getQueryType()).toBeDefined()
    expect(sockets).toBe(0)
  })
})
