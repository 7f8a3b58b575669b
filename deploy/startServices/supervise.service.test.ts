import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { supervise } from './supervise.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A program that says that it lives, does what it is told, and says goodbye when it is asked to end. */
function program(name: string, then = '', exitCode = 0) {
  const main = join(folder, `${name}.mjs`)
  writeFileSync(
    main,
    `process.on('SIGTERM', () => { console.log('bye'); process.exit(${exitCode}) })
     setInterval(() => {}, 1000)
     console.log(process.pid)
     ${then}`,
  )
  return { name, main, cwd: folder, env: { PATH: process.env.PATH ?? '' } }
}

/** Runs programs and remembers what they say; calls `onFirstLines` when each has said something. */
async function run(
  programs: ReturnType<typeof program>[],
  onFirstLines: (stop: AbortController, pids: string[]) => void = () => {},
) {
  const stop = new AbortController()
  const said = new Map<string, string[]>()
  const onLine = (name: string, line: string) => {
    const lines = said.get(name) ?? []
    said.set(name, [...lines, line])
    if (lines.length === 0 && said.size === programs.length)
      onFirstLines(
        stop,
        [...said.values()].map(([pid]) => pid as string),
      )
  }
  return { outcome: await supervise(programs, { onLine }, stop.signal), said }
}

const isAlive = (pid: string) => {
  try {
    return process.kill(Number(pid), 0)
  } catch {
    return false
  }
}

describe('programs side by side', () => {
  it('are asked to end, and waited for, when they are to stop', async () => {
    const { outcome, said } = await run([program('a'), program('b')], stop => stop.abort())
    expect(outcome).toEqual({ kind: 'stopped' })
    expect([said.get('a')?.at(-1), said.get('b')?.at(-1)]).toEqual(['bye', 'bye'])
    expect([...said.values()].map(([pid]) => isAlive(pid as string))).toEqual([false, false])
  })

  it('end together when one dies, with its last words', async () => {
    const untilTold = `const { existsSync } = await import('node:fs')
      setInterval(() => { if (existsSync('now')) { console.error('no way'); process.exit(3) } }, 5)`
    // Not before both are there: one that is ended before it has said its process id cannot be looked for.
    const { outcome, said } = await run([program('a'), program('b', untilTold)], () =>
      writeFileSync(join(folder, 'now'), ''),
    )
    expect(outcome).toMatchObject({ kind: 'exited', name: 'b', end: { code: 3, signal: null } })
    expect(outcome).toMatchObject({ lastLines: expect.arrayContaining(['no way']) })
    expect(isAlive(said.get('a')?.[0] as string)).toBe(false)
  })

  it('end together when one is killed', async () => {
    const { outcome } = await run([program('a'), program('b', `process.kill(process.pid, 'SIGKILL')`)])
    expect(outcome).toMatchObject({ kind: 'exited', name: 'b', end: { signal: 'SIGKILL' } })
  })

  it('end together when one just stops working', async () => {
    const { outcome } = await run([program('a'), program('b', 'process.exit(0)')])
    expect(outcome).toMatchObject({ kind: 'exited', name: 'b', end: { code: 0 } })
  })

  it('are out of reach of the Ctrl-C of the terminal, as each leads a group of its own', async () => {
    const groups: boolean[] = []
    await run([program('a'), program('b')], (stop, pids) => {
      for (const pid of pids) groups.push(process.kill(-Number(pid), 0))
      stop.abort()
    })
    expect(groups).toEqual([true, true])
  })

  it('have not stopped cleanly when one fails to', async () => {
    const { outcome } = await run([program('a', '', 1), program('b')], stop => stop.abort())
    expect(outcome).toMatchObject({ kind: 'exited', name: 'a', end: { code: 1 } })
  })
})
