import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { describe, expect, it } from 'vitest'
import { usersEnvironment, usersSettings } from './config.ts'

const read = (env: Record<string, string>) => usersSettings(loadConfig(usersEnvironment, env))

describe('lifetimes of tokens', () => {
  it('are a quarter of an hour and thirty days, with a grace of twenty seconds', () => {
    expect(read({})).toMatchObject({ accessTokenTtlMs: 900_000, refreshTokenTtlMs: 2_592_000_000 })
    expect(read({})).toMatchObject({ refreshTokenGraceMs: 20_000 })
    expect(read({ REFRESH_TOKEN_GRACE_MS: '0' })).toMatchObject({ refreshTokenGraceMs: 0 })
  })

  it.each([
    ['ACCESS_TOKEN_TTL_MS', '999', 'must be a whole number from 1000 to 86400000'],
    ['ACCESS_TOKEN_TTL_MS', '86400001', 'must be a whole number from 1000 to 86400000'],
    ['ACCESS_TOKEN_TTL_MS', '15m', 'must be a whole number from 1000 to 86400000'],
    ['REFRESH_TOKEN_TTL_MS', '0', 'must be a whole number from 60000 to 31622400000'],
    ['REFRESH_TOKEN_GRACE_MS', '60001', 'must be a whole number from 0 to 60000'],
    ['REFRESH_TOKEN_GRACE_MS', '-1', 'must be a whole number from 0 to 60000'],
    ['REFRESH_TOKEN_TTL_MS', '1e12', 'must be a whole number from 60000 to 31622400000'],
  ])('%s=%s is rejected', (name, value, message) => {
    expect(() => read({ [name]: value })).toThrow(`${name}: ${message}`)
  })
})
