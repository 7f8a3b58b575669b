import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attacks } from './attacks.ts'
import { Machine } from './caller.ts'
import { type SmallGateway, startSmallGateway } from './target.ts'
import { openAccount, type Step, Visitors } from './visitor.ts'

/** Megabytes of the container that the process fits in, whatever is done to it. */
const MEMORY_MB = 512
/** Whether this is a run that measures, on a machine with nothing else to do: figures are printed, and waits are bounded. */
const isMeasured = process.env.OVERLOAD_FIGURES === '1'
/** Milliseconds that nobody waits longer than for an answer, also where they wait hardly at all without an attack. */
const WAIT_MS = 5_000
/** So many times the longest wait without an attack is never too long. */
const WAIT_FACTOR = 10

/** Each attack from an address of its own: what the last one did is counted against its address for a while. */
const fromAddresses = attacks.map((attack, n) => ({ ...attack, address: `127.0.0.${n + 10}` }))

let atelier: SmallGateway
let machines: Machine[]
let visitors: Visitors
let boundMs: number

const longest = (steps: readonly Step[]): number => Math.max(...steps.map(({ tookMs }) => tookMs))
const failures = (steps: readonly Step[]) => steps.filter(({ failure }) => failure !== undefined)
const slow = (steps: readonly Step[]) => steps.filter(({ tookMs }) => tookMs > boundMs)

async function open() {
  atelier = await startSmallGateway()
  machines = ['127.0.0.2', '127.0.0.3', '127.0.0.4'].map(address => new Machine(atelier.gateway, address))
  visitors = new Visitors(await Promise.all(machines.map((machine, n) => openAccount(machine, `visitor${n}`))))
  await visitors.once()
  const baseline = [...(await visitors.once()), ...(await visitors.once())]
  expect(failures(baseline)).toEqual([])
  boundMs = isMeasured ? Math.max(WAIT_MS, WAIT_FACTOR * longest(baseline)) : Number.POSITIVE_INFINITY
}

async function close() {
  await Promise.all(machines.map(machine => machine.leave()))
  await atelier.remove()
}

/** What an attack did to the others, in one line. */
function figures(name: string, steps: readonly Step[], { now, peak }: { now: number; peak: number }): string {
  const slowest = steps.toSorted((one, other) => other.tookMs - one.tookMs).at(0)
  const wait = `${((slowest?.tookMs ?? 0) / 1_000).toFixed(1)} s (${slowest?.name}; at most ${boundMs / 1_000} s)`
  const why = failures(steps).at(0)?.failure?.slice(0, 120) ?? ''
  const failed = `${failures(steps).length} of ${steps.length} steps failed ${why}`
  return `${name}: longest wait ${wait}, ${failed}, peak ${peak.toFixed(0)} MB, afterwards ${now.toFixed(0)} MB`
}

// What one attack did is not to be blamed on the next.
beforeEach(open)
afterEach(close)

describe('while one caller sends', () => {
  it.each(fromAddresses)(
    '$name, the others are served, and afterwards all is as before',
    async ({ name, address, run }) => {
      const machine = new Machine(atelier.gateway, address)
      const account = await openAccount(machine, 'mallory')
      await atelier.forgetPeak()
      const steps = await visitors.during(run({ machine, account, tasks: atelier.tasks }))
      await machine.leave()
      const afterwards = await visitors.once()
      const { now, peak } = await atelier.memory()
      if (isMeasured) console.log(figures(name, steps, { now, peak }))
      expect(failures(steps)).toEqual([])
      expect(slow(steps)).toEqual([])
      expect(failures(afterwards)).toEqual([])
      expect(slow(afterwards)).toEqual([])
      expect(peak).toBeLessThan(MEMORY_MB)
      expect(await atelier.isReady()).toBe(true)
      expect(await atelier.program.kill('SIGTERM')).toBe(0)
    },
  )
})
