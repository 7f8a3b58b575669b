import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bringDown } from './commands/down.ts'
import { bringUp } from './commands/up.ts'
import type { Server } from './contract/server.ts'
import { findOwnProcess, rememberProcess } from './process/processFile.ts'
import { startMark } from './process/startMark.ts'

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'atelier-')), 'small')
})
afterEach(async () => {
  await bringDown(folder, true)
  rmSync(join(folder, '..'), { recursive: true })
})

const quiet = () => {}
const WAITS_FOR_EVER = 'setInterval(() => {}, 1000)'

/** A server as small as can be: it is ready when it has written a file into its data folder. */
const small = (script = `${READY}; ${WAITS_FOR_EVER}`, changes: Partial<Server> = {}): Server => ({
  name: 'small',
  title: 'Small',
  address: 'here',
  ports: [],
  installedVersion: async () => '1.0',
  install: async () => ({
    version: '1.0',
    prepare: async data => writeFileSync(join(data, 'rows'), 'precious'),
    command: async data => ({ file: process.execPath, args: ['-e', script, data] }),
    ask: async () => {
      if (!existsSync(join(folder, 'data', 'ready'))) throw new Error('not yet')
    },
  }),
  ...changes,
})
const READY = `require('node:fs').writeFileSync(process.argv[1] + '/ready', '')`

describe('up', () => {
  it('starts a server in a session of its own and remembers it', async () => {
    const { own, wasRunning } = await bringUp(small(), folder, quiet)
    expect(wasRunning).toBe(false)
    expect(await findOwnProcess(folder)).toEqual(own)
    const isLeader = process.kill(-own.pid, 0)
    expect(isLeader).toBe(true)
  })

  it('changes nothing when the server runs', async () => {
    const first = await bringUp(small(), folder, quiet)
    expect(await bringUp(small(), folder, quiet)).toEqual({ own: first.own, wasRunning: true })
  })

  it('starts it again on the same data after it was killed', async () => {
    const first = await bringUp(small(), folder, quiet)
    process.kill(first.own.pid, 'SIGKILL')
    await waitUntil(async () => expect(await startMark(first.own.pid)).toBeUndefined())
    writeFileSync(join(folder, 'data', 'rows'), 'changed')
    const second = await bringUp(small(), folder, quiet)
    expect(second.own.pid).not.toBe(first.own.pid)
    expect(readFileSync(join(folder, 'data', 'rows'), 'utf8')).toBe('changed')
  })

  it('prepares the data anew when it was stopped half-way through', async () => {
    const server = small()
    const failing: Server = {
      ...server,
      install: async report => ({
        ...(await server.install(report)),
        prepare: async data => {
          writeFileSync(join(data, 'half'), '')
          throw new Error('the power went')
        },
      }),
    }
    await expect(bringUp(failing, folder, quiet)).rejects.toThrow('the power went')
    await bringUp(server, folder, quiet)
    expect(existsSync(join(folder, 'data', 'half'))).toBe(false)
    expect(readFileSync(join(folder, 'data', 'rows'), 'utf8')).toBe('precious')
  })

  it('shows what a server wrote that ended before it was ready', async () => {
    const server = small(`console.error('no room left'); process.exitCode = 3`)
    await expect(bringUp(server, folder, quiet)).rejects.toThrow(/exited[\s\S]*no room left/)
    expect(await findOwnProcess(folder)).toBeUndefined()
  })

  it("names a port that somebody else listens on, and the variable that moves the server's", async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const server = small(undefined, { ports: [{ port, setting: 'SMALL_PORT' }] })
    await expect(bringUp(server, folder, quiet)).rejects.toThrow(new RegExp(`port ${port} .* SMALL_PORT`))
    other.close()
  })

  it('asks to stop a server first that runs at another address', async () => {
    await bringUp(small(), folder, quiet)
    const moved = small(undefined, { address: 'there' })
    await expect(bringUp(moved, folder, quiet)).rejects.toThrow('it runs at here; stop it first')
  })
})

describe('down', () => {
  it('ends the server, waits until it is gone and keeps its data', async () => {
    const { own } = await bringUp(small(), folder, quiet)
    expect(await bringDown(folder, false)).toEqual(own)
    expect(await startMark(own.pid)).toBeUndefined()
    expect(readFileSync(join(folder, 'data', 'rows'), 'utf8')).toBe('precious')
  })

  it('removes the data when asked to', async () => {
    await bringUp(small(), folder, quiet)
    await bringDown(folder, true)
    expect(existsSync(folder)).toBe(false)
  })

  it('leaves a process alone that was given the id of a server of ours after it ended', async () => {
    await bringUp(small(), folder, quiet)
    await bringDown(folder, false)
    const stranger = spawn(process.execPath, ['-e', WAITS_FOR_EVER])
    await once(stranger, 'spawn')
    const pid = stranger.pid as number
    await rememberProcess(folder, { pid, startMark: 'an earlier time', address: 'here', version: '1.0' })
    expect(await bringDown(folder, false)).toBeUndefined()
    expect(await startMark(pid)).toBeDefined()
    stranger.kill()
    await once(stranger, 'exit')
  })

  it('has nothing to do when nothing runs', async () => {
    expect(await bringDown(folder, false)).toBeUndefined()
  })
})
