/** The command of a server: program, arguments, and environment besides the basic variables. */
export interface Command {
  file: string
  args: readonly string[]
  env?: Record<string, string>
}

/** A port of a server, and the variable that sets it. */
export interface PortInUse {
  port: number
  setting: string
}

/** The installed programs of a server. */
export interface Program {
  version: string
  /** Initialises an empty data folder; runs once for each folder. */
  prepare(data: string): Promise<void>
  /** The command that runs it, in the parent folder of `data`. */
  command(data: string): Promise<Command>
  /** A readiness probe; rejects when the server is not ready. */
  ask(): Promise<void>
}

/** A real server that Atelier needs, with its installation on this machine. */
export interface Server {
  /** Name on the command line, and of its folder. */
  name: string
  /** Product name. */
  title: string
  /** Address for clients. */
  address: string
  ports: readonly PortInUse[]
  /** Installed version; `undefined` before the first install. */
  installedVersion(): Promise<string | undefined>
  /**
   * Installs its programs into the cache, unless installed.
   * @param report called with a line about each long step.
   * @throws DevServersError naming what is missing on the machine.
   */
  install(report: (line: string) => void): Promise<Program>
}
