import type { Server } from '../contract/server.ts'
import { findOwnProcess } from '../process/processFile.ts'
import { unreadyReason } from './ready.ts'

/** Status of a server, as text. */
export interface Status {
  title: string
  address: string
  state: 'running' | 'not answering' | 'stopped'
  pid: string
  version: string
  folder: string
}

/** The current status of a server; installs and changes nothing. */
export async function statusOf(server: Server, folder: string): Promise<Status> {
  const own = await findOwnProcess(folder)
  const installed = await server.installedVersion()
  const version = own?.version ?? installed ?? 'not installed'
  const about = { title: server.title, version, folder }
  if (!own) return { ...about, address: server.address, state: 'stopped', pid: '-' }
  const ask = async () => (await server.install(() => {})).ask()
  const answers = installed !== undefined && (await unreadyReason({ ask })) === undefined
  return { ...about, address: own.address, state: answers ? 'running' : 'not answering', pid: String(own.pid) }
}

/** One line for each server, in columns. */
export function statusLines(statuses: readonly Status[]): string[] {
  const rows = statuses.map(({ title, address, state, pid, version, folder }) => [
    title,
    address,
    state,
    `pid ${pid}`,
    version,
    folder,
  ])
  const width = (column: number) => Math.max(...rows.map(row => row[column]?.length ?? 0))
  return rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(width(column)))
      .join('  ')
      .trimEnd(),
  )
}
