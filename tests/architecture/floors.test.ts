import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { circles } from './circles.ts'
import { PACKAGES, ROOMS } from './floors.ts'
import { allFiles, allImports, escapingImports, type Import } from './imports.ts'

const isTest = (file: string) => /\.test\.ts$|^tests\//.test(file)
const production = allImports().filter(({ from, to }) => !isTest(from) && !isTest(to))

const packageOf = (file: string) => PACKAGES.flat().find(name => file.startsWith(`${name}/`))

/** The top folder of its package that a file is in, or the file itself where it is at the package's root. */
function roomOf(file: string): string | undefined {
  const name = packageOf(file)
  return name && file.slice(name.length + 1).split('/')[0]
}

/** The folder of a file, or the file itself where it is at its package's root. */
const folderOf = (file: string) => (dirname(file) === packageOf(file) ? file : dirname(file))

const floorOf = (floors: readonly (readonly string[])[], name: string) =>
  floors.findIndex(floor => floor.includes(name))

/** What reaches outside the process, or holds what does. */
const DOES_IO = [
  /^node:(fs|net|http|https|dns|child_process|worker_threads|timers)/,
  /^(undici|fastify|ws|graphql-ws|sharp|piscina|ioredis|kafkajs|minio|pino|lru-cache|better-sqlite3|@node-rs\/argon2)\b/,
  /^@mikro-orm\//,
  /^@apollo\/(server|gateway|subgraph)/,
  /^platform\/(adapters|cache|database|disk|http|log|outbox|pubsub|redis|service|storage)\//,
  /^platform\/bus\/(?!message)/,
]

const edgesOf = (arrows: readonly Import[]) =>
  new Map(
    Map.groupBy(arrows, ({ from }) => from)
      .entries()
      .map(([from, all]) => [from, new Set(all.map(({ to }) => to))]),
  )

const offenders = (wrong: (arrow: Import) => boolean, among = production) =>
  among.filter(wrong).map(({ from, to }) => `${from} -> ${to}`)

describe('the floors', () => {
  const files = allFiles().filter(file => !isTest(file))

  it('have a place for each package, and for each room of it once', () => {
    const known = PACKAGES.flat()
    expect(Object.keys(ROOMS).sort()).toEqual([...known].sort())
    expect(files.filter(file => file.includes('/') && packageOf(file) === undefined)).toEqual([])
    for (const name of known) {
      const rooms = new Set(files.filter(file => packageOf(file) === name).map(roomOf))
      expect(ROOMS[name]?.flat().sort(), name).toEqual([...rooms].sort())
    }
  })

  it('let no package import from its own floor or above', () => {
    const isUpward = ({ from, to }: Import) => {
      const [a, b] = [packageOf(from), packageOf(to)]
      return a !== undefined && b !== undefined && a !== b && floorOf(PACKAGES, b) >= floorOf(PACKAGES, a)
    }
    expect(offenders(isUpward)).toEqual([])
  })

  it('let no room import from its own floor or above', () => {
    const isUpward = ({ from, to }: Import) => {
      const [name, a, b] = [packageOf(from), roomOf(from), roomOf(to)]
      if (name === undefined || name !== packageOf(to) || a === undefined || b === undefined || a === b) return false
      const floors = ROOMS[name] ?? []
      return floorOf(floors, b) >= floorOf(floors, a)
    }
    expect(offenders(isUpward)).toEqual([])
  })

  it('leave no circle of files, types included', () => {
    expect(circles(edgesOf(production))).toEqual([])
  })

  it.each(PACKAGES.flat())('leave no circle of folders in %s, at any depth', name => {
    const within = production.filter(({ from, to }) => packageOf(from) === name && packageOf(to) === name)
    expect(circles(edgesOf(within.map(({ from, to }) => ({ from: folderOf(from), to: folderOf(to) }))))).toEqual([])
  })
})

describe('imports', () => {
  it('finds the imports at all', () => {
    expect(production.length).toBeGreaterThan(200)
    expect(production).toContainEqual({ from: 'platform/outbox/relay.ts', to: 'platform/bus/eventBus.ts' })
  })

  it('platform uses only the messages of schema', () => {
    expect(
      offenders(
        ({ from, to }) =>
          from.startsWith('platform/') && to.startsWith('schema/') && !to.startsWith('schema/messages/'),
      ),
    ).toEqual([])
  })

  it('names rooms of platform that there are among those that do input or output', () => {
    const named = DOES_IO.flatMap(({ source }) => /^\^platform\\\/\((.+)\)/.exec(source)?.[1]?.split('|') ?? [])
    expect(named.length).toBeGreaterThan(8)
    expect(named.filter(room => !ROOMS.platform?.flat().includes(room))).toEqual([])
  })

  it('domain does no input or output', () => {
    expect(offenders(({ from, to }) => roomOf(from) === 'domain' && DOES_IO.some(pattern => pattern.test(to)))).toEqual(
      [],
    )
  })

  it('resolvers leave queries to the repositories', () => {
    expect(offenders(({ from, to }) => roomOf(from) === 'resolvers' && /^@mikro-orm\//.test(to))).toEqual([])
  })

  it('only the entry points of processes react to signals', () => {
    const reacts = ({ to }: Import) => /^platform\/service\/(closeOnSignal|runProcess|runService)\.ts$/.test(to)
    expect(production.filter(reacts).length).toBeGreaterThan(6)
    const isAllowed = ({ from }: Import) => /(^|\/)main\.ts$|^platform\/service\//.test(from)
    expect(offenders(arrow => reacts(arrow) && !isAllowed(arrow))).toEqual([])
  })

  it('climb out of no package but bench, which is installed apart and finds the others by their path', () => {
    const climbing = escapingImports()
    expect(climbing.length).toBeGreaterThan(0)
    expect(climbing.filter(({ from }) => !from.startsWith('bench/'))).toEqual([])
  })

  it('tests of a whole subgraph or of the worker stand in its tests/', () => {
    const harness = /^testkit\/(users\/testUsers|projects\/testProjects|tasks\/testTasks|worker\/testWorker)\.ts$/
    const users = allImports().filter(({ from, to }) => isTest(from) && harness.test(to))
    expect(users.length).toBeGreaterThan(25)
    const isInPlace = ({ from }: Import) => /^(subgraphs\/\w+|worker)\/tests\//.test(from) || from.startsWith('tests/')
    expect(offenders(arrow => !isInPlace(arrow), users)).toEqual([])
  })

  it('nothing but tests uses what is made for tests', () => {
    const all = allImports().filter(({ from }) => !isTest(from) && !from.startsWith('testkit/'))
    expect(offenders(({ to }) => isTest(to) || to.startsWith('testkit/'), all)).toEqual([])
  })
})
