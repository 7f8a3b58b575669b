import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { exampleFile, sections } from '../environment/example.ts'
import { serviceNames, serviceProcesses } from '../processes.ts'
import { credentials, environmentFor, portSettings } from '../services/addresses.ts'
import { composeSettings } from './settings.ts'
import { composeText, environmentOf, rawCompose, readCompose, root, setHere } from './testing/composeFile.ts'

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
    const always = all.filter(([, { profiles }]) => profiles.length === 0).map(([name]) => name)
    expect(always.sort()).toEqual([...serviceNames, 'mysql', 'redis', 'kafka', 'minio'].sort())
  })

  it('runs extras only when they are asked for, and says in its head how', () => {
    const extras = all.filter(([, { profiles }]) => profiles.length > 0)
    expect(extras.map(([name]) => name)).toEqual(['kafka-console'])
    for (const [, { profiles, ports }] of extras) {
      expect(composeText).toContain(`docker compose --profile ${profiles[0]} up`)
      for (const port of ports) expect(composeText).toContain(`http://${port.split(':').slice(0, 2).join(':')}`)
    }
    const needed = all.flatMap(([, { depends_on }]) => Object.keys(depends_on))
    expect(needed.filter(name => extras.some(([extra]) => extra === name))).toEqual([])
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
    const passedOn = serviceNames.flatMap(name => Object.keys(setHere(name)))
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
      // Without a value it is passed on from the environment; an empty one keeps it away.
      if (value !== null && value !== '') expect(String(value), name).toMatch(/^\$\{\w+:\?[^}]+\}$/)
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

  it('of the servers do not reach the services', () => {
    for (const name of serviceNames) {
      const environment = environmentOf(compose.services[name])
      for (const secret of Object.keys(composeSettings.shape)) expect(environment[secret], `${name} ${secret}`).toBe('')
    }
  })

  it('do not come into the image', () => {
    const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['.env', '.env.*', '.data', '.git']))
  })
})

/** What no two processes have alike: its default differs between services, so one file cannot set it for all. */
const perProcess = [
  ...Map.groupBy(
    sections.filter(({ name }) => name in serviceProcesses).flatMap(({ variables }) => variables),
    ({ name }) => name,
  ),
]
  .filter(([, variables]) => new Set(variables.map(({ standard }) => standard)).size > 1)
  .map(([name]) => name)

/** What the image sets for every container. */
const ofTheImage = [...readFileSync(join(root, 'deploy/Dockerfile'), 'utf8').matchAll(/^ENV (.+)$/gm)].flatMap(
  ([, line = '']) => [...line.matchAll(/(\w+)=/g)].map(match => match[1] as string),
)

/** What .env may hold for processes outside of containers. */
const elsewhere = {
  ...environmentFor('users', portSettings.parse({})),
  HOST: '127.0.0.1',
  PORT: '4999',
  JWKS_URL: 'http://127.0.0.1:4001/.well-known/jwks.json',
  USERS_URL: 'http://127.0.0.1:4001/graphql',
  PROJECTS_URL: 'http://127.0.0.1:4002/graphql',
  SUBGRAPH_URLS: 'users=http://127.0.0.1:4001/graphql',
  SIGNING_KEY_FILE: '.data/keys/signing.json',
}

/** The setting that names each server. */
const serverVariables = { mysql: 'DATABASE_URL', redis: 'REDIS_URL', kafka: 'KAFKA_BROKERS', minio: 'MINIO_URL' }

it('knows what differs between processes', () => {
  expect(perProcess.sort()).toEqual(['DATABASE_URL', 'PORT'])
})

describe.each(serviceNames)('the container of %s', name => {
  const service = compose.services[name]
  const environment = environmentOf(service)

  it('runs its program', () => {
    expect(service?.command).toEqual(['node', serviceProcesses[name].main])
  })

  it('sets nothing that the program does not know', () => {
    const known = Object.keys({ ...serviceProcesses[name].settings.shape, ...composeSettings.shape })
    expect(Object.keys(setHere(name)).filter(variable => !known.includes(variable))).toEqual([])
  })

  it('is pointed at the servers that the program uses, and waits for them and for no other', () => {
    const used = Object.entries(serverVariables).filter(
      ([, variable]) => variable in serviceProcesses[name].settings.shape,
    )
    for (const [, variable] of used) expect(setHere(name)[variable], variable).toEqual(expect.any(String))
    const awaited = Object.keys(service?.depends_on ?? {}).filter(each => each in serverVariables)
    expect(awaited.sort()).toEqual(used.map(([server]) => server).sort())
  })

  it('sets it to what the program takes', () => {
    expect(() => loadConfig(serviceProcesses[name].settings, environment)).not.toThrow()
  })

  it('gets every setting that .env has', () => {
    expect(service?.env_file).toEqual([{ path: '.env', required: false }])
    const set = {
      LOG_LEVEL: 'debug',
      KAFKA_PARTITIONS: '3',
      DATABASE_POOL_MAX: '7',
      LEASE_MS: '60000',
      RATE_LIMIT: '5',
    }
    expect(environmentOf(readCompose({ ...env, ...set }).services[name])).toMatchObject(set)
    expect(environment.LOG_LEVEL).toBeUndefined()
  })

  it('keeps to what must be so in a container, whatever .env has for other places', () => {
    const known = Object.keys(serviceProcesses[name].settings.shape)
    const ours = [...perProcess, ...ofTheImage, ...Object.keys(elsewhere)].filter(variable => known.includes(variable))
    expect(ours).toEqual(expect.arrayContaining(['HOST', 'PORT']))
    for (const variable of ours) expect(setHere(name)[variable], variable).toEqual(expect.any(String))
    const moved = environmentOf(readCompose({ ...env, ...elsewhere }).services[name])
    for (const variable of ours) expect(moved[variable], variable).toBe(environment[variable])
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
