import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { freePorts } from './freePorts.ts'
import { patience } from './patience.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** A program of ours in a process of its own. */
export interface Program {
  readonly child: ChildProcess
  /** What it wrote so far. */
  readonly output: { stdout: string; stderr: string }
  /** Resolves when standard output holds this text. */
  says(text: string): Promise<void>
  /** Resolves with the exit code; `null` when a signal ended it. */
  ended(): Promise<number | null>
  kill(signal: NodeJS.Signals): Promise<number | null>
}

/** Starts `node FILE …` at the project's root with these settings on top of the least that Node needs. */
export function startProgram(file: string, args: readonly string[], env: Record<string, string>): Program {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => (output.stdout += chunk))
  child.stderr.on('data', chunk => (output.stderr += chunk))
  const exit = once(child, 'close').then(([code]) => code as number | null)
  return {
    child,
    output,
    async says(text) {
      const gone = exit.then(code => {
        throw new Error(`Ended with ${code} before it said "${text}":\n${output.stdout}\n${output.stderr}`)
      })
      gone.catch(() => undefined)
      const said = Promise.withResolvers<void>()
      const look = () => {
        if (output.stdout.includes(text)) said.resolve()
      }
      child.stdout.on('data', look)
      look()
      await Promise.race([said.promise, gone]).finally(() => child.stdout.off('data', look))
    },
    ended: () => exit,
    async kill(signal) {
      child.kill(signal)
      return exit
    },
  }
}

/** Settings of an Atelier on free ports with its data in this folder, whose services wait long for each other. */
export const testEnvironment = async (dataFolder: string): Promise<Record<string, string>> => ({
  ...patience,
  ...(await addressOfAtelier(dataFolder)),
})

/** The same with all defaults but its place. */
export async function addressOfAtelier(dataFolder: string): Promise<Record<string, string>> {
  const [gateway, users, projects, tasks, worker] = await freePorts(5)
  return {
    DATA_DIR: dataFolder,
    GATEWAY_PORT: String(gateway),
    USERS_PORT: String(users),
    PROJECTS_PORT: String(projects),
    TASKS_PORT: String(tasks),
    WORKER_PORT: String(worker),
    MANAGEMENT_PORT: 'off',
  }
}
