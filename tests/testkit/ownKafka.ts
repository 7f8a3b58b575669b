import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HOST } from '../../deploy/services/addresses.ts'
import { freePorts, startProgram } from './process.ts'

/** A real broker that a test may stop and start. A way to it would not do: clients ask brokers for their addresses. */
export interface OwnKafka {
  /** `host:port` */
  brokers: string
  stop(): Promise<void>
  start(): Promise<void>
  /** Stops it and removes its data. */
  close(): Promise<void>
}

/** Starts one by the project's own script. */
export async function openOwnKafka(): Promise<OwnKafka> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-kafka-'))
  const [port, controllerPort] = await freePorts(2)
  const env = {
    ATELIER_SERVICES_DIR: folder,
    ATELIER_KAFKA_PORT: String(port),
    ATELIER_KAFKA_CONTROLLER_PORT: String(controllerPort),
    ...(process.env.ATELIER_CACHE && { ATELIER_CACHE: process.env.ATELIER_CACHE }),
  }
  async function services(...args: string[]): Promise<void> {
    const program = startProgram('deploy/services/main.ts', [...args, 'kafka'], env)
    if ((await program.ended()) !== 0) throw new Error(program.output.stdout + program.output.stderr)
  }
  const kafka: OwnKafka = {
    brokers: `${HOST}:${port}`,
    start: () => services('up'),
    stop: () => services('down'),
    async close() {
      await kafka.stop()
      await rm(folder, { recursive: true })
    },
  }
  await kafka.start()
  return kafka
}
