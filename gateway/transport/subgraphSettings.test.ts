import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { describe, expect, it } from 'vitest'
import { subgraphLimits, subgraphSettings } from './subgraphSettings.ts'

const limitsOf = (env: Record<string, string>) => subgraphLimits(loadConfig(subgraphSettings, env))

describe('the limits on subgraphs', () => {
  it('give no single request more time than its operation', () => {
    const env = { SUBGRAPH_TIMEOUTS: 'tasks=60000,users=500', OPERATION_TIMEOUT_MS: '5000' }
    const { timeoutMs, timeouts } = limitsOf(env)
    expect(timeoutMs).toBe(5_000)
    expect(Object.fromEntries(timeouts ?? [])).toEqual({ tasks: 5_000, users: 500 })
  })

  it('can all be switched off', () => {
    const env = {
      SUBGRAPH_TIMEOUT_MS: '0',
      OPERATION_TIMEOUT_MS: '0',
      SUBGRAPH_CIRCUIT_FAILURE_PERCENT: '0',
      SUBGRAPH_RETRIES: '0',
      SUBGRAPH_SHARING: 'off',
    }
    expect(limitsOf(env)).toMatchObject({ timeoutMs: Infinity, circuit: undefined, retries: 0, sharing: false })
  })

  it('leave a subgraph alone for half a minute after three in five failed, of three at least', () => {
    expect(limitsOf({}).circuit).toMatchObject({ failureRatio: 0.6, minimumCalls: 3, openMs: 30_000, probes: 10 })
  })

  it.each(['tasks', 'tasks=soon', 'tasks=-1', '=5'])('are not read from "%s"', text => {
    expect(() => limitsOf({ SUBGRAPH_TIMEOUTS: text })).toThrow(/must look like name=milliseconds/)
  })
})
