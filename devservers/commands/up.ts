import { once } from 'node:events'
import { access, mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { HOST } from '../contract/addresses.ts'
import { DevServersError } from '../contract/devServersError.ts'
import type { Program, Server } from '../contract/server.ts'
import { lastLinesOfFile } from '../process/lastLines.ts'
import { launch, logIn } from '../process/launch.ts'
import { findOwnProcess, forgetProcess, type OwnProcess } from '../process/processFile.ts'
import { stop } from '../process/stop.ts'
import { becomesReady } from './ready.ts'

/** Result of starting a server. */
export interface UpResult {
  own: OwnProcess
  /** Whether it was running before. */
  wasRunning: boolean
}

/**
 * Installs, prepares and starts a server, as far as needed, until it is ready.
 * @param folder folder of its data, its log and its process file.
 * @throws DevServersError naming what is missing, the port in use, or the last output of the failed server.
 */
export async function bringUp(server: Server, folder: string, report: (line: string) => void): Promise<UpResult> {
  const running = await findOwnProcess(folder)
  if (running && running.address !== server.address)
    throw new DevServersError(`it runs at ${running.address}; stop it first (pnpm services down ${server.name}).`)
  const program = await server.install(report)
  if (running) {
    await requireReady(program, running, folder)
    return { own: running, wasRunning: true }
  }
  for (const { port, setting } of server.ports) await requireFreePort(port, setting)
  const data = await prepareOnce(program, folder)
  const own = await launch(await program.command(data), folder, { address: server.address, version: program.version })
  try {
    await requireReady(program, own, folder)
  } catch (error) {
    await stop(own)
    await forgetProcess(folder)
    throw error
  }
  return { own, wasRunning: false }
}

async function requireReady(program: Program, own: OwnProcess, folder: string): Promise<void> {
  const problem = await becomesReady(program, own)
  if (problem !== undefined)
    throw new DevServersError(`${problem}\n  The end of ${logIn(folder)}:\n${await lastLinesOfFile(logIn(folder))}`)
}

/** The data folder, prepared from scratch when an earlier attempt did not finish. */
async function prepareOnce(program: Program, folder: string): Promise<string> {
  const data = join(folder, 'data')
  const prepared = join(folder, 'prepared')
  if (!(await exists(prepared))) {
    await rm(data, { recursive: true, force: true })
    await mkdir(data, { recursive: true, mode: 0o700 })
    await program.prepare(data)
    await writeFile(prepared, '')
  }
  return data
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}

/** @throws DevServersError naming the port and its variable when the port is in use. */
async function requireFreePort(port: number, setting: string): Promise<void> {
  const server = createServer()
  try {
    server.listen({ host: HOST, port })
    await once(server, 'listening')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    throw new DevServersError(
      `port ${port} is in use by a process that this script did not start. Stop it, or set ${setting} to another port.`,
    )
  }
  server.close()
  await once(server, 'close')
}
