import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { parseMetrics } from '@atelier/testkit/support/metrics.ts'
import { testEnvironment } from '@atelier/testkit/support/process.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import type { Sample } from './sample.ts'

const ROOT = join(import.meta.dirname, '../..')
/** Long enough on a machine that has much else to do. */
const START_LIMIT_MS = 120_000
const STOP_LIMIT_MS = 30_000

/** The Atelier that is soaked. */
export interface Target {
  url: string
  sample(): Promise<Sample>
  /** Ends it where it is ours; what was wrong with how it ended, if anything was. */
  close(): Promise<string | undefined>
}

/** Starts everything in one process, in a folder of its own. */
export async function startTarget(): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-soak-'))
  const env = await testEnvironment(join(folder, 'data'))
  const probe = join(folder, 'probe')
  const url = `http://127.0.0.1:${env.GATEWAY_PORT}`
  const child = spawn(process.execPath, ['--import', join(import.meta.dirname, 'probe.ts'), 'start.ts'], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      SOAK_PROBE: probe,
      LOG_LEVEL: 'warn',
      LOG_OPERATIONS: 'off',
      // Newcomers come from one address.
      REGISTRATIONS_PER_ADDRESS: '100000',
      ...env,
      ...(process.env.NODE_OPTIONS !== undefined && { NODE_OPTIONS: process.env.NODE_OPTIONS }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let lastWords = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', chunk => (lastWords = (lastWords + chunk).slice(-4_000)))
  }
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }))
  const target: Target = {
    url,
    async sample() {
      const gone = ended.then(({ code, signal }) => {
        throw new Error(`It ended with ${code ?? signal}:\n${lastWords}`)
      })
      return Promise.race([json(connect(probe)) as Promise<Sample>, gone])
    },
    async close() {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
      const { code, signal } = await ended
      clearTimeout(timer)
      await rm(folder, { recursive: true, force: true })
      return code === 0 ? undefined : `It ended with ${code ?? signal}:\n${lastWords}`
    },
  }
  try {
    const isGone = () => child.exitCode !== null || child.signalCode !== null
    await waitUntil(
      async () => {
        if (!isGone() && !(await isReady(url))) throw new Error(`It is not ready:\n${lastWords}`)
      },
      { timeoutMs: START_LIMIT_MS },
    )
    if (isGone()) throw new Error(`It did not start:\n${lastWords}`)
    return target
  } catch (error) {
    await target.close()
    throw error
  }
}

const isReady = async (url: string) => {
  const response = await fetch(`${url}/health/ready`).catch(() => undefined)
  await response?.body?.cancel()
  return response?.ok === true
}

/** One that runs already, seen by its metrics: its heap is told as it is, not after a collection. */
export function existingTarget(url: string, metrics: string): Target {
  return {
    url,
    async sample() {
      const { value } = parseMetrics(await (await fetch(metrics)).text())
      return {
        rss: value('process_resident_memory_bytes'),
        heapUsed: value('nodejs_heap_size_used_bytes'),
        external: value('nodejs_external_memory_bytes'),
        resources: { all: value('nodejs_active_resources_total') },
        longestDelayMs: value('nodejs_eventloop_lag_max_seconds') * 1_000,
      }
    },
    close: async () => undefined,
  }
}
