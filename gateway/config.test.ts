import { ConfigError, loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { gatewayEnvironment, gatewayProcessEnvironment } from './config.ts'

const faultsOf = (env: Record<string, string>, settings: z.ZodType = gatewayEnvironment) => {
  try {
    loadConfig(settings, env)
    return []
  } catch (error) {
    return error instanceof ConfigError ? error.faults : [String(error)]
  }
}

describe('the settings', () => {
  it('need nothing when authentication is off', () => {
    expect(loadConfig(gatewayEnvironment, { AUTH: 'off' })).toMatchObject({
      port: 4000,
      auth: false,
      introspection: true,
    })
  })

  it('need the secret when authentication is on', () => {
    expect(faultsOf({})).toEqual(['GATEWAY_SECRET: is needed unless AUTH is off'])
  })

  it('tell what others make needed together with what does not fit by itself', () => {
    expect(faultsOf({ PORT: 'x', PERSISTED_DOCUMENTS_MODE: 'only' })).toEqual([
      'PORT: must be a whole number from 0 to 65535 (got "x")',
      'GATEWAY_SECRET: is needed unless AUTH is off',
      'PERSISTED_DOCUMENTS: is needed where PERSISTED_DOCUMENTS_MODE is only',
    ])
  })

  it('read where subgraphs answer', () => {
    const { subgraphUrls } = loadConfig(gatewayEnvironment, {
      AUTH: 'off',
      SUBGRAPH_URLS: 'users=http://a:1/graphql?x=y, tasks=https://b/graphql',
    })
    expect([...subgraphUrls]).toEqual([
      ['users', 'http://a:1/graphql?x=y'],
      ['tasks', 'https://b/graphql'],
    ])
    expect(faultsOf({ AUTH: 'off', SUBGRAPH_URLS: 'users' })[0]).toContain('must look like name=http://host/graphql')
  })

  it('need a list of documents where no others are taken', () => {
    expect(faultsOf({ AUTH: 'off', PERSISTED_DOCUMENTS_MODE: 'only' })).toEqual([
      'PERSISTED_DOCUMENTS: is needed where PERSISTED_DOCUMENTS_MODE is only',
    ])
  })

  it('read which proxies are trusted', () => {
    const { trustedProxies } = loadConfig(gatewayEnvironment, {
      AUTH: 'off',
      TRUSTED_PROXIES: 'loopback, 10.0.0.0/8, ::1',
    })
    expect(trustedProxies).toEqual(['loopback', '10.0.0.0/8', '::1'])
    expect(faultsOf({ AUTH: 'off', TRUSTED_PROXIES: '10.0.0.0/99' })).toEqual([
      'TRUSTED_PROXIES: "10.0.0.0/99" is neither an address nor a network (got "10.0.0.0/99")',
    ])
  })

  it('read which origins may call', () => {
    const given = '*, https://app.example, http://localhost:*, http://[::1]:3000, capacitor://localhost'
    const { corsOrigins } = loadConfig(gatewayEnvironment, { AUTH: 'off', CORS_ORIGINS: given })
    expect(corsOrigins).toEqual(given.split(', '))
    expect(loadConfig(gatewayEnvironment, { AUTH: 'off' }).corsOrigins).toContain('http://localhost:*')
  })

  it.each([
    ['https://app.example/', 'write https://app.example'],
    ['https://app.example:443', 'write https://app.example'],
    ['https://App.example/path?x', 'write https://app.example'],
    ['http://LOCALHOST:*', 'write http://localhost:*'],
    ['*.example.com', 'as https://app.example is'],
    ['https://*.example.com', 'as https://app.example is'],
    ['https://app.example:1:*', 'as https://app.example is'],
    ['app.example', 'as https://app.example is'],
    ['localhost:3000', 'as https://app.example is'],
    ['null', 'as https://app.example is'],
  ])('refuse %s, which no browser sends as an origin', (origin, advice) => {
    const [fault, ...others] = faultsOf({ AUTH: 'off', CORS_ORIGINS: `https://one.example, ${origin}` })
    expect(others).toEqual([])
    expect(fault).toContain(`CORS_ORIGINS: "${origin}" is no origin`)
    expect(fault).toContain(advice)
  })

  it('of a gateway alone are about Redis and not about Kafka, of which nothing is read', () => {
    const env = { AUTH: 'off', KAFKA_BROKERS: 'nonsense', REDIS_URL: 'http://r', REDIS_TIMEOUT_MS: 'x' }
    expect(faultsOf(env, gatewayProcessEnvironment)).toEqual([
      'REDIS_URL: must look like redis://host:port, or rediss:// for TLS (got "http://r")',
      'REDIS_TIMEOUT_MS: must be a whole number from 1 to 60000 (got "x")',
    ])
  })

  it('have a description each', () => {
    for (const [name, setting] of Object.entries(gatewayEnvironment.shape))
      expect(setting.description, name).toBeTruthy()
  })
})
