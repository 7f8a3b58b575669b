import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ConfigError, loadConfig } from './loadConfig.ts'
import { rule } from './rule.ts'
import {
  databaseSettings,
  httpSettings,
  list,
  logSettings,
  onOff,
  subgraphAuthSettings,
  wholeNumber,
} from './settings.ts'

const schema = z.object({
  ...httpSettings(4000).shape,
  AUTH: onOff('on'),
  ORIGINS: list(['a', 'b']),
  API_KEY: z.string().min(8).optional(),
})

const faultsOf = (wanted: z.ZodType, env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(wanted, env)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.faults
  }
}

describe('loadConfig', () => {
  it('fills in the defaults, also for empty variables', () => {
    expect(loadConfig(schema, { PORT: '' })).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      shutdownDelayMs: 0,
      auth: true,
      origins: ['a', 'b'],
    })
  })

  it('reads numbers, switches and lists', () => {
    expect(loadConfig(schema, { PORT: '0', AUTH: 'off', ORIGINS: ' x , y,' })).toMatchObject({
      port: 0,
      auth: false,
      origins: ['x', 'y'],
    })
  })

  it('names every fault at once and keeps secrets out of the message', () => {
    const faults = faultsOf(schema, { PORT: '99999', AUTH: 'maybe', API_KEY: 'hunter2' })
    expect(faults).toHaveLength(3)
    expect(faults.join('\n')).toContain('PORT')
    expect(faults.join('\n')).toContain('AUTH: must be on or off (got "maybe")')
    expect(faults.join('\n')).not.toContain('hunter2')
  })

  it('tells what a variable is for that is absent but needed', () => {
    const needs = z.object({ ...subgraphAuthSettings.shape, BELL: z.string() })
    expect(faultsOf(needs, { GATEWAY_SECRET: '' })).toEqual([
      'GATEWAY_SECRET: is needed. Shared secret that the gateway sends with each request; subgraphs reject requests without it.',
      'BELL: is needed',
    ])
  })

  it.each(['ten', '1.5', '99999', '-1', '99999.5'])('tells once which numbers there may be: not %s', given => {
    expect(faultsOf(httpSettings(4000), { PORT: given })).toEqual([
      `PORT: must be a whole number from 0 to 65535 (got "${given}")`,
    ])
  })

  it('tells in plain words what else does not fit', () => {
    const others = z.object({
      ...logSettings.shape,
      ...databaseSettings('sqlite:a').shape,
      JWKS_URL: subgraphAuthSettings.shape.JWKS_URL,
      MANY: wholeNumber(5, { min: 1, max: Number.MAX_SAFE_INTEGER }),
    })
    expect(faultsOf(others, { LOG_LEVEL: 'loud', JWKS_URL: 'keys', MANY: '0', DATABASE_WAIT_MS: 'x' })).toEqual([
      'LOG_LEVEL: must be one of trace, debug, info, warn, error, fatal, silent (got "loud")',
      'DATABASE_WAIT_MS: must be a whole number from 0 to 86400000 (got "x")',
      'JWKS_URL: must be a URL (got "keys")',
      'MANY: must be a whole number of at least 1 (got "0")',
    ])
  })

  describe('with a rule over several variables', () => {
    const ruled = schema.check(
      rule<{ AUTH: boolean; API_KEY?: string | undefined }>('API_KEY', ['AUTH', 'API_KEY'], config =>
        config.AUTH && config.API_KEY === undefined ? 'is needed unless AUTH is off' : undefined,
      ),
    )

    it('names its fault together with those of other variables', () => {
      expect(faultsOf(ruled, { PORT: 'x' })).toEqual([
        'PORT: must be a whole number from 0 to 65535 (got "x")',
        'API_KEY: is needed unless AUTH is off',
      ])
      expect(faultsOf(ruled, { AUTH: 'off' })).toEqual([])
    })

    it('leaves it aside where a variable that it reads fails by itself', () => {
      expect(faultsOf(ruled, { AUTH: 'maybe' })).toEqual(['AUTH: must be on or off (got "maybe")'])
    })
  })

  it.each(['redis//:hunter2@host', 'http://ada:hunter2@host:1', 'mysql://ada:hun:ter2@host', 'x://hunter2@host'])(
    'keeps the password of a URL out of the message: %s',
    given => {
      const read = () => loadConfig(z.object({ REDIS_URL: z.url({ protocol: /^rediss?$/ }) }), { REDIS_URL: given })
      expect(read).toThrow(/REDIS_URL: .*host/)
      expect(read).not.toThrow(/hun/)
    },
  )
})
