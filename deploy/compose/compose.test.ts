import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { exampleFile } from '../environment/example.ts'
import { serviceNames, serviceProcesses } from '../processes.ts'
import { credentials, environmentFor, portSettings } from '../services/addresses.ts'
import { composeText, environmentOf, rawCompose, readCompose, root } from './testing/composeFile.ts'

const example = parseEnv(readFileSync(exampleFile, 'utf8'))
const env = { ...example, GATEWAY_SECRET: 'a secret for this test and no other' }
const compose = readCompose(env)
const all = Object.entries(compose.services)

describe('docker-compose.yml', () => {
  it('keeps to the compose specification', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
    const validate = ajv.compile(JSON.parse(readFileSync(join(import.meta.dirname, 'compose-spec.json'), 'utf8')))
    validate(rawCompose)
    expect(validate.errors).toBeNull()
    validate({ services: { users: { imagine: 'that' } } })
    expect(validate.errors).not.toBeNull()
  })

  it('runs every service and every server', () => {
    expect(all.map(([name]) => name).sort()).toEqual([...serviceNames, 'mysql', 'redis', 'kafka', 'minio'].sort())
  })

  it('takes images by a tag that stays', () => {
    const base = [...readFileSync(join(root, 'deploy/Dockerfile'), 'utf8').matchAll(/^FROM (\S+)/gm)].map(
      match => match[1],
    )
    const images = all.map(([, { image }]) => image).filter(image => image !== 'atelier')
    for (const image of [...base, ...images]) expect(image).toMatch(/^[\w./-]+:(?!latest)[\w.-]*\d[\w.-]*$/)
  })

  it('asks each container how it is, and waits only for those that it can ask', () => {
    expect(all.filter(([, { healthcheck }]) => !healthcheck).map(([name]) => name)).toEqual([])
    for (const [, { depends_on }] of all) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        expect(Object.keys(compose.services)).toContain(name)
        expect(condition).toMatch(/^service_(healthy|started)$/)
      }
    }
  })

  it('publishes to this machine alone', () => {
    for (const port of all.flatMap(([, { ports }]) => ports)) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/)
  })

  it('reads only variables that .env.example tells of', () => {
    const read = [...composeText.matchAll(/\$\{(\w+)/g)].map(match => match[1])
    const passedOn = serviceNames.flatMap(name => Object.keys(compose.services[name]?.environment ?? {}))
    const told = [...readFileSync(exampleFile, 'utf8').matchAll(/^#?(\w+)=/gm)].map(match => match[1])
    expect([...read, ...passedOn].filter(name => !told.includes(name))).toEqual([])
  })

  it('declares the volumes that are used, and uses those that it declares', () => {
    const used = all.flatMap(([, { volumes }]) => volumes.map(volume => volume.split(':')[0] as string))
    expect(used.filter(volume => !volume.startsWith('.')).sort()).toEqual(Object.keys(compose.volumes).sort())
  })
})

describe('the secrets of docker-compose.yml', () => {
  it('stand in the environment alone', () => {
    const raw = rawCompose as { services: Record<string, { environment?: Record<string, unknown> }> }
    const secrets = Object.values(raw.services)
      .flatMap(({ environment = {} }) => Object.entries(environment))
      .filter(([name]) => /SECRET|PASSWORD|_KEY$/.test(name))
    expect(secrets.length).toBeGreaterThan(8)
    for (const [name, value] of secrets) {
      // Without a value it is passed on from the environment.
      if (value !== null) expect(String(value), name).toMatch(/^\$\{\w+:\?[^}]+\}$/)
    }
    for (const url of composeText.match(/\w+:\/\/[^\s@]+@/g) ?? []) expect(url).toMatch(/:\$\{\w+:\?[^}]+\}@$/)
  })

  it.each(['GATEWAY_SECRET', 'MYSQL_PASSWORD', 'MYSQL_ROOT_PASSWORD', 'MINIO_ROOT_PASSWORD'])(
    'must be given: nothing starts without %s',
    name => {
      expect(() => readCompose({ ...env, [name]: '' })).toThrow(name)
    },
  )

  it('keep the key that signs tokens with the users service', () => {
    const holders = all.filter(([, { volumes }]) => volumes.some(volume => volume.startsWith('users-keys:')))
    expect(holders.map(([name]) => name)).toEqual(['users'])
    const folder = compose.services.users?.volumes.find(volume => volume.startsWith('users-keys:'))?.split(':')[1]
    expect(environmentOf(compose.services.users).SIGNING_KEY_FILE).toBe(`${folder}/signing.json`)
  })

  it('do not come into the image', () => {
    const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['.env', '.env.*', '.data', '.git']))
  })
})

describe.each(serviceNames)('the container of %s', name => {
  const service = compose.services[name]
  const environment = environmentOf(service)

  it('runs its program', () => {
    expect(service?.command).toEqual(['node', serviceProcesses[name].main])
  })

  it('sets nothing that the program does not know', () => {
    const known = Object.keys(serviceProcesses[name].settings.shape)
    expect(Object.keys(service?.environment ?? {}).filter(variable => !known.includes(variable))).toEqual([])
  })

  it('sets it to what the program takes', () => {
    expect(() => loadConfig(serviceProcesses[name].settings, environment)).not.toThrow()
  })

  it('passes on what the environment says', () => {
    expect(environmentOf(readCompose({ ...env, LOG_LEVEL: 'debug' }).services[name]).LOG_LEVEL).toBe('debug')
    expect(environment.LOG_LEVEL).toBeUndefined()
  })

  it('reaches the others where they listen', () => {
    const listening: Record<string, string> = { mysql: '3306', redis: '6379', kafka: '9092', minio: '9000' }
    for (const each of serviceNames) listening[each] = environmentOf(compose.services[each]).PORT as string
    const addresses = Object.values(environment).flatMap(value => [
      ...value.matchAll(/(?:^|\/\/|@)([a-z]+):(\d+)(?=\/|,|$)/g),
    ])
    expect(addresses.length).toBeGreaterThan(1)
    for (const [, host = '', port] of addresses) expect(`${host}:${port}`).toBe(`${host}:${listening[host]}`)
  })
})

describe('the servers of docker-compose.yml', () => {
  const hostAddress = (name: string) => compose.services[name]?.ports[0]?.split(':').slice(0, 2).join(':')

  it('are where those of pnpm services are', () => {
    const native = environmentFor('users', portSettings.parse({}))
    const { user, password } = credentials.mysql
    expect(`mysql://${user}:${password}@${hostAddress('mysql')}/users`).toBe(native.DATABASE_URL)
    expect(`redis://${hostAddress('redis')}`).toBe(native.REDIS_URL)
    expect(hostAddress('kafka')).toBe(native.KAFKA_BROKERS)
    expect(`http://${hostAddress('minio')}`).toBe(native.MINIO_URL)
  })

  it('move to other ports by the same variables', () => {
    const moved = readCompose({ ...env, ATELIER_KAFKA_PORT: '7001', ATELIER_MINIO_PORT: '7002' }).services
    expect(moved.kafka?.ports).toEqual(['127.0.0.1:7001:9094'])
    expect(environmentOf(moved.kafka).KAFKA_ADVERTISED_LISTENERS).toContain('HOST://127.0.0.1:7001')
    expect(environmentOf(moved.tasks).MINIO_PUBLIC_URL).toBe('http://127.0.0.1:7002')
  })

  it('have the credentials of pnpm services, by the example and by their first statements', () => {
    const { mysql, minio } = credentials
    expect(environmentOf(compose.services.mysql).MYSQL_ROOT_PASSWORD).toBe(mysql.rootPassword)
    expect(environmentOf(compose.services.tasks)).toMatchObject({
      DATABASE_URL: `mysql://${mysql.user}:${mysql.password}@mysql:3306/tasks`,
      MINIO_ACCESS_KEY: minio.accessKey,
      MINIO_SECRET_KEY: minio.secretKey,
    })
    expect(environmentOf(compose.services.minio)).toEqual({
      MINIO_ROOT_USER: minio.accessKey,
      MINIO_ROOT_PASSWORD: minio.secretKey,
    })
    expect(compose.services.mysql?.volumes).toContainEqual(
      expect.stringMatching(/^\.\/deploy\/services\/mysql\/init\.sql:\/docker-entrypoint-initdb\.d\/\w+\.sql:ro$/),
    )
  })
})
