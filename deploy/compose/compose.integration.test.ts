import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseEnv } from 'node:util'
import { credentials, environmentFor, portSettings } from '@atelier/devservers/contract/addresses.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import {
  composeText,
  environmentOf,
  madeEnv,
  rawCompose,
  readCompose,
  root,
  setHere,
} from '@atelier/testkit/deploy/composeFile.ts'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { exampleFile, sections } from '../environment/example.ts'
import { serviceNames, serviceProcesses } from '../processes.ts'
import { composeSettings } from './settings.ts'

const example = parseEnv(readFileSync(exampleFile, 'utf8'))
const env = madeEnv()
const compose = readCompose(env)
const all = Object.entries(compose.services)

/** The setting that names each server. */
const serverVariables = { mysql: 'DATABASE_URL', redis: 'REDIS_URL', kafka: 'KAFKA_BROKERS', minio: 'MINIO_URL' }

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
    expect(always.sort()).toEqual([...serviceNames, 'mysql', 'redis', 'kafka', 'minio', 'minio-accounts'].sort())
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

  it('takes images by a tag that stays and by the digest of what it names', () => {
    const base = [...readFileSync(join(root, 'deploy/Dockerfile'), 'utf8').matchAll(/^FROM (\S+)/gm)].map(
      match => match[1],
    )
    const images = all.map(([, { image }]) => image).filter(image => image !== 'atelier')
    expect(base.length).toBeGreaterThan(0)
    for (const image of [...base, ...images]) {
      expect(image).toMatch(/^[\w./-]+:(?!latest)[\w.-]*\d[\w.-]*@sha256:[0-9a-f]{64}$/)
    }
    const digests = [...base, ...images].map(image => image?.split('@')[1])
    expect(new Set(digests).size).toBe(new Set([...base, ...images]).size)
  })

  it('asks each container how it is, and waits only for those that it can ask', () => {
    const once = all.filter(([, { restart }]) => restart === 'no').map(([name]) => name)
    expect(once).toEqual(['minio-accounts'])
    expect(all.filter(([, { healthcheck }]) => !healthcheck).map(([name]) => name)).toEqual(once)
    for (const [, { depends_on }] of all) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        expect(Object.keys(compose.services)).toContain(name)
        if (once.includes(name)) expect(condition).toBe('service_completed_successfully')
        else expect(condition).toMatch(/^service_(healthy|started)$/)
      }
    }
  })

  it('publishes to this machine alone, and only what clients use', () => {
    for (const port of all.flatMap(([, { ports }]) => ports)) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/)
    const published = all.filter(([, { ports }]) => ports.length > 0).map(([name]) => name)
    expect(published.sort()).toEqual(['gateway', 'kafka-console', 'minio'])
    // What else these listen on, such as metrics, is not.
    for (const name of published) expect(compose.services[name]?.ports).toHaveLength(1)
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

  it('mounts from the checkout only what is there, and not to be written', () => {
    const mounted = all.flatMap(([, { volumes }]) => volumes).filter(volume => volume.startsWith('.'))
    expect(mounted.length).toBeGreaterThan(1)
    for (const volume of mounted) {
      const [path, , mode] = volume.split(':')
      expect(existsSync(join(root, path as string)), volume).toBe(true)
      expect(mode).toBe('ro')
    }
  })
})

describe('every container', () => {
  it.each(all)('%s can gain no privilege', (_, service) => {
    expect(service.cap_drop).toEqual(['ALL'])
    expect(service.cap_add).toEqual([])
    expect(service.security_opt).toEqual(['no-new-privileges:true'])
  })

  it.each(all)('%s has bounds of memory and of processes', (_, service) => {
    expect(service.mem_limit).toMatch(/^\d+[mg]$/)
    expect(service.pids_limit).toBeGreaterThan(0)
  })

  it('cannot write to its own image, except where a comment says why', () => {
    const writable = all.filter(([, { read_only }]) => read_only !== true).map(([name]) => name)
    expect(writable).toEqual(['kafka'])
    for (const [, { tmpfs }] of all) expect(tmpfs).toContain('/tmp')
  })
})

describe('the networks of docker-compose.yml', () => {
  const on = (network: string) => all.filter(([, { networks }]) => networks.includes(network)).map(([name]) => name)
  const together = (name: string) =>
    new Set((compose.services[name]?.networks ?? []).flatMap(on).filter(each => each !== name))

  it('are declared, and each container is on some', () => {
    const used = new Set(all.flatMap(([, { networks }]) => networks))
    expect([...used].sort()).toEqual(Object.keys(compose.networks).sort())
    expect(all.filter(([, { networks }]) => networks.length === 0).map(([name]) => name)).toEqual([])
  })

  it.each(serviceNames)('bring %s together with what it uses, and with no server else', name => {
    const servers = Object.entries(serverVariables)
    const used = servers.filter(([, variable]) => variable in serviceProcesses[name].settings.shape)
    const near = [...together(name)].filter(each => each in serverVariables)
    expect(near.sort()).toEqual(used.map(([server]) => server).sort())
    const awaited = Object.keys(compose.services[name]?.depends_on ?? {}).filter(each => each !== 'minio-accounts')
    for (const each of awaited) expect([...together(name)]).toContain(each)
  })

  it('let only those reach other hosts, or be reached, that must', () => {
    const open = Object.entries(compose.networks).filter(([, network]) => network?.internal !== true)
    expect(open.map(([name]) => [name, on(name)])).toEqual([
      ['edge', ['gateway', 'kafka-console']],
      ['pictures', ['minio']],
      ['models', ['worker']],
    ])
  })
})

describe('the secrets of docker-compose.yml', () => {
  it('stand in the environment alone', () => {
    const raw = rawCompose as { services: Record<string, { environment?: Record<string, unknown> }> }
    const secrets = Object.values(raw.services)
      .flatMap(({ environment = {} }) => Object.entries(environment))
      .filter(([name]) => /SECRET|PASSWORD|_KEY$/.test(name) && name !== 'MINIO_ACCESS_KEY')
    expect(secrets.length).toBeGreaterThan(8)
    for (const [name, value] of secrets) {
      // Without a value it is passed on from the environment; an empty one keeps it away.
      if (value !== null && value !== '') expect(String(value), name).toMatch(/^\$\{\w+:\?[^}]+\}$/)
    }
    for (const url of composeText.match(/\w+:\/\/[^\s@]+@/g) ?? []) expect(url).toMatch(/:\$\{\w+:\?[^}]+\}@$/)
  })

  it.each(['GATEWAY_SECRET', ...Object.keys(composeSettings.shape)])(
    'must be given: nothing starts without %s',
    name => {
      expect(() => readCompose({ ...env, [name]: '' })).toThrow(name)
    },
  )

  it('are alike for no two accounts, and random, as makeEnv.sh makes them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'atelier-env-'))
    try {
      const script = join(folder, 'deploy/compose/makeEnv.sh')
      mkdirSync(dirname(script), { recursive: true })
      cpSync(join(root, 'deploy/compose/makeEnv.sh'), script)
      cpSync(exampleFile, join(folder, '.env.example'))
      execFileSync('sh', [script])
      const made = parseEnv(readFileSync(join(folder, '.env'), 'utf8'))
      const secrets = Object.entries(made).filter(([name]) => !example[name])
      expect(secrets.length).toBeGreaterThan(10)
      expect(new Set(secrets.map(([, value]) => value)).size).toBe(secrets.length)
      for (const [name, value] of secrets) expect(value, name).toMatch(/^[0-9a-f]{48}$/)
      expect(Object.keys(made)).toEqual(Object.keys(example))
      expect(statSync(join(folder, '.env')).mode & 0o077).toBe(0)
      expect(() => execFileSync('sh', [script], { stdio: 'pipe' })).toThrow('There is a .env already')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('keep the key that signs tokens with the users service', () => {
    const holders = all.filter(([, { volumes }]) => volumes.some(volume => volume.startsWith('users-keys:')))
    expect(holders.map(([name]) => name)).toEqual(['users'])
    const folder = compose.services.users?.volumes.find(volume => volume.startsWith('users-keys:'))?.split(':')[1]
    expect(environmentOf(compose.services.users).SIGNING_KEY_FILE).toBe(`${folder}/signing.json`)
  })

  it('of the servers reach no service but as its own account', () => {
    const own: Record<string, string[]> = {
      users: ['MYSQL_USERS_PASSWORD', 'REDIS_PASSWORD'],
      projects: ['MYSQL_PROJECTS_PASSWORD', 'REDIS_PASSWORD'],
      tasks: ['MYSQL_TASKS_PASSWORD', 'MINIO_TASKS_PASSWORD', 'REDIS_PASSWORD'],
      worker: ['MYSQL_WORKER_PASSWORD', 'MINIO_WORKER_PASSWORD'],
      gateway: ['REDIS_PASSWORD'],
    }
    const passwords = Object.keys(composeSettings.shape).filter(name => name.endsWith('_PASSWORD'))
    for (const name of serviceNames) {
      const values = Object.values(environmentOf(compose.services[name]))
      const known = passwords.filter(password => values.some(value => value.includes(env[password] as string)))
      expect(known.sort(), name).toEqual(own[name]?.sort())
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
  .filter(([, variables]) => new Set(variables.map(({ defaultValue }) => defaultValue)).size > 1)
  .map(([name]) => name)

/** What the image sets for every container. */
const ofTheImage = [...readFileSync(join(root, 'deploy/Dockerfile'), 'utf8').matchAll(/^ENV (.+)$/gm)].flatMap(
  ([, line = '']) => [...line.matchAll(/(\w+)=/g)].map(match => match[1] as string),
)

/** What .env may hold for processes outside of containers. */
const elsewhere = {
  ...environmentFor('users', loadConfig(portSettings, {})),
  HOST: '127.0.0.1',
  PORT: '4999',
  JWKS_URL: 'http://127.0.0.1:4001/.well-known/jwks.json',
  USERS_URL: 'http://127.0.0.1:4001/graphql',
  PROJECTS_URL: 'http://127.0.0.1:4002/graphql',
  SUBGRAPH_URLS: 'users=http://127.0.0.1:4001/graphql',
  SIGNING_KEY_FILE: '.data/keys/signing.json',
}

it('knows what differs between processes', () => {
  expect(perProcess.sort()).toEqual(['DATABASE_URL', 'PORT'])
})

describe.each(serviceNames)('the container of %s', name => {
  const service = compose.services[name]
  const environment = environmentOf(service)

  it('runs its program', () => {
    expect(service?.command).toEqual(['node', '--max-old-space-size=256', serviceProcesses[name].main])
  })

  it('gets those settings that the program knows, and no others', () => {
    const known = Object.keys(serviceProcesses[name].settings.shape)
    expect(Object.keys(service?.environment ?? {}).sort()).toEqual(known.sort())
  })

  it('is pointed at the servers that the program uses, and waits for them and for no other', () => {
    const used = Object.entries(serverVariables).filter(
      ([, variable]) => variable in serviceProcesses[name].settings.shape,
    )
    for (const [, variable] of used) expect(setHere(name)[variable], variable).toEqual(expect.any(String))
    const awaited = Object.keys(service?.depends_on ?? {}).filter(each => each in serverVariables)
    expect(awaited.sort()).toEqual(used.map(([server]) => server).sort())
  })

  it('waits for its account where one is made for it', () => {
    const isUsed = 'MINIO_URL' in serviceProcesses[name].settings.shape
    expect('minio-accounts' in (service?.depends_on ?? {})).toBe(isUsed)
  })

  it('sets it to what the program takes', () => {
    expect(() => loadConfig(serviceProcesses[name].settings, environment)).not.toThrow()
  })

  it('gets every setting that it knows and .env has, but what must be so in a container', () => {
    const known = Object.keys(serviceProcesses[name].settings.shape)
    const free = known.filter(variable => setHere(name)[variable] === undefined)
    expect(free.length).toBeGreaterThan(5)
    const given = Object.fromEntries(free.map(variable => [variable, `given-${variable}`]))
    expect(environmentOf(readCompose({ ...env, ...given }).services[name])).toMatchObject(given)
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
  it('move what is published of them to other ports by the variables of pnpm services', () => {
    const moved = readCompose({ ...env, ATELIER_MINIO_PORT: '7002' }).services
    expect(moved.minio?.ports).toEqual(['127.0.0.1:7002:9000'])
    expect(environmentOf(moved.tasks).MINIO_PUBLIC_URL).toBe('http://127.0.0.1:7002')
  })

  it('know the accounts of the services by the same passwords', () => {
    const { mysql, redis, 'minio-accounts': accounts } = compose.services
    for (const name of ['users', 'projects', 'tasks', 'worker']) {
      const url = new URL(environmentOf(compose.services[name]).DATABASE_URL as string)
      expect([url.username, url.pathname]).toEqual([name, `/${name}`])
      expect(environmentOf(mysql)[`MYSQL_${name.toUpperCase()}_PASSWORD`]).toBe(url.password)
    }
    for (const name of ['users', 'projects', 'tasks', 'gateway']) {
      const url = new URL(environmentOf(compose.services[name]).REDIS_URL as string)
      expect(environmentOf(redis).REDIS_PASSWORD).toBe(url.password)
    }
    for (const name of ['tasks', 'worker']) {
      const { MINIO_ACCESS_KEY, MINIO_SECRET_KEY } = environmentOf(compose.services[name])
      expect(MINIO_ACCESS_KEY).toBe(name)
      expect(environmentOf(accounts)[`MINIO_${name.toUpperCase()}_PASSWORD`]).toBe(MINIO_SECRET_KEY)
    }
  })
})

describe('the servers alone, in devservers/docker-compose.yml', () => {
  const alone = parse(readFileSync(join(root, 'devservers/docker-compose.yml'), 'utf8'), { merge: true })
  const hostAddress = (name: string) =>
    /^(127\.0\.0\.1):\$\{\w+:-(\d+)\}/.exec(alone.services[name].ports[0])?.slice(1).join(':')

  it('are where those of pnpm services are, by the same names and passwords', () => {
    const native = environmentFor('users', loadConfig(portSettings, {}))
    const { user, password, rootPassword } = credentials.mysql
    expect(`mysql://${user}:${password}@${hostAddress('mysql')}/users`).toBe(native.DATABASE_URL)
    expect(alone.services.mysql.environment).toEqual({ MYSQL_ROOT_PASSWORD: rootPassword })
    expect(alone.services.mysql.volumes).toContain('./mysql/init.sql:/docker-entrypoint-initdb.d/atelier.sql:ro')
    expect(`redis://${hostAddress('redis')}`).toBe(native.REDIS_URL)
    expect(hostAddress('kafka')).toBe(native.KAFKA_BROKERS)
    expect(`http://${hostAddress('minio')}`).toBe(native.MINIO_URL)
    expect(alone.services.minio.environment).toMatchObject({
      MINIO_ROOT_USER: credentials.minio.accessKey,
      MINIO_ROOT_PASSWORD: credentials.minio.secretKey,
    })
  })

  it('are the images that the services run with', () => {
    for (const [name, { image }] of Object.entries<{ image: string }>(alone.services)) {
      expect(image, name).toBe(compose.services[name]?.image)
    }
  })
})
