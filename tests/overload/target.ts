import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addressOfAtelier, type Program, startProgram } from '@atelier/testkit/support/process.ts'

/** The product as `pnpm start` runs it, in a process of its own with a small heap. */
export interface SmallGateway {
  program: Program
  gateway: string
  tasks: string
  /**
   * Megabytes that the process holds now, and held at most since `forgetPeak`, as a container's limit counts them: without
   * the pages of program files, which the kernel drops where memory is short (here some 75 MB).
   */
  memory(): Promise<{ now: number; peak: number }>
  forgetPeak(): Promise<void>
  /** Whether it is ready to serve. */
  isReady(): Promise<boolean>
  /** Removes its data; ends the process, where it has not ended. */
  remove(): Promise<void>
}

/** V8's heap at most, in megabytes. */
const HEAP_MB = 256

export async function startSmallGateway(): Promise<SmallGateway> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'atelier-overload-'))
  const env = await addressOfAtelier(dataFolder)
  const program = startProgram('start.ts', [], {
    ...env,
    LOG_LEVEL: 'warn',
    NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}`,
  })
  await program.says('Atelier is ready.')
  const { pid } = program.child
  const gateway = `http://127.0.0.1:${env.GATEWAY_PORT}`
  return {
    program,
    gateway,
    tasks: `http://127.0.0.1:${env.TASKS_PORT}`,
    async memory() {
      const status = await readFile(`/proc/${pid}/status`, 'utf8')
      const files = megabytes(status, 'RssFile')
      return { now: megabytes(status, 'VmRSS') - files, peak: megabytes(status, 'VmHWM') - files }
    },
    forgetPeak: () => writeFile(`/proc/${pid}/clear_refs`, '5'),
    isReady: async () => (await fetch(`${gateway}/health/ready`)).status === 200,
    async remove() {
      await program.kill('SIGKILL')
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

const megabytes = (status: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1_024
