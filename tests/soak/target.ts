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
/** Long enough for a busy machine. */
const START_LIMIT_MS = 120_000
const STOP_LIMIT_MS = 30_000

/** The Atelier under load. */
export interface Target {
  url: string
  sample(): Promise<Sample>
  /**
   * Stops it if it is ours.
   * @returns the problem of its shutdown, if any.
   */
  close(): Promise<string | undefined>
}

/** Starts everything in one process, in a temporary folder. */
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
      // All registrations come from one address.
      REGISTRATIONS_PER_ADDRESS: '100000',
      ...env,
      ...(process.env.NODE_OPTIONS !== undefined && { NODE_OPTIONS: process.env.NODE_OPTIONS }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let lastOutput = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', chunk => (lastOutput = (lastOutput + chunk).slice(-4_000)))
  }
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }))
  const target: Target = {
    url,
    async sample() {
      const gone = ended.then(({ code, signal }) => {
        throw new Error(`It ended with ${code ?? signal}:\n${lastOutput}`)
      })
      return Promise.race([json(connect(probe)) as Promise<Sample>, gone])
    },
    async close() {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
      const { code, signal } = await ended
      clearTimeout(timer)
      await rm(folder, { recursive: true, force: true })
      return code === 0 ? undefined : `It ended with ${code ?? signal}:\n${lastOutput}`
    },
  }
  try {
    const isGone = () => child.exitCode !== null || child.signalCode !== null
    await waitUntil(
      async () => {
        if (!isGone() && !(await isReady(url))) throw new Error(`It is not ready:\n${lastOutput}`)
      },
      { timeoutMs: START_LIMIT_MS },
    )
    if (isGone()) throw new Error(`It did not start:\n${lastOutput}`)
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

/** A running Atelier, sampled by its metrics: its heap is not measured after a collection. */
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
