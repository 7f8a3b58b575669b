import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ConfigError, loadConfig } from './loadConfig.ts'
import { httpSettings, list, onOff } from './settings.ts'

const schema = z.object({
  ...httpSettings(4000).shape,
  AUTH: onOff('on'),
  ORIGINS: list(['a', 'b']),
  API_KEY: z.string().min(8).optional(),
})

describe('loadConfig', () => {
  it('fills in the defaults, also for empty variables', () => {
    expect(loadConfig(schema, { PORT: '' })).toEqual({ HOST: '127.0.0.1', PORT: 4000, AUTH: true, ORIGINS: ['a', 'b'] })
  })

  it('reads numbers, switches and lists', () => {
    expect(loadConfig(schema, { PORT: '0', AUTH: 'off', ORIGINS: ' x , y,' })).toMatchObject({
      PORT: 0,
      AUTH: false,
      ORIGINS: ['x', 'y'],
    })
  })

  it('names every fault at once and keeps secrets out of the message', () => {
    const faultsOf = () => {
      try {
        loadConfig(schema, { PORT: '99999', AUTH: 'maybe', API_KEY: 'hunter2' })
        return []
      } catch (error) {
        return error instanceof ConfigError ? error.faults : []
      }
    }
    expect(faultsOf()).toHaveLength(3)
    expect(faultsOf().join('\n')).toContain('PORT')
    expect(faultsOf().join('\n')).toContain('AUTH: must be on or off (got "maybe")')
    expect(faultsOf().join('\n')).not.toContain('hunter2')
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
