/** How a server is started: the program, what it is given, and variables beside the few that every process needs. */
export interface Command {
  file: string
  args: readonly string[]
  env?: Record<string, string>
}

/** A port that a server listens on, and the variable that moves it. */
export interface PortInUse {
  port: number
  setting: string
}

/** The installed programs of a server. */
export interface Program {
  version: string
  /** Makes an empty data folder one that the server can start on; runs once in the life of the folder. */
  prepare(data: string): Promise<void>
  /** The command that runs it, to be started in the folder around `data`. */
  command(data: string): Promise<Command>
  /** Asks the running server something that only a ready one answers; rejects when it does not answer. */
  ask(): Promise<void>
}

/** A real server that Atelier needs, and how this machine comes to have it. */
export interface Server {
  /** The word for it on the command line, also its folder's name. */
  name: string
  /** Its name as its makers write it. */
  title: string
  /** Where clients reach it. */
  address: string
  ports: readonly PortInUse[]
  /** Its version in the cache; `undefined` before the first install. */
  installedVersion(): Promise<string | undefined>
  /**
   * Puts its programs into the cache unless they are there.
   * @param tell is given a line about anything that takes long.
   * @throws DevServersError naming what the machine lacks.
   */
  install(tell: (line: string) => void): Promise<Program>
}
