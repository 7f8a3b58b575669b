import { StartupError } from '../../errors/startupError.ts'
import { type StorageFault, storageFault } from '../../errors/storageFault.ts'

const ADVICE: Readonly<Record<StorageFault, string>> = {
  full: 'Free some room on its disk.',
  readOnly: 'Let this process write it, and the folder that it is in.',
  failing:
    'See that it is a file that this process may read and write, as the folder that it is in, on a disk with room.',
  locked: 'End the process that uses it.',
}

/** The error for a file that cannot be opened as a database; `undefined` for a bug of ours. */
export function startupErrorOf(file: string, error: unknown): StartupError | undefined {
  if (error instanceof StartupError || !(error instanceof Error)) return undefined
  if (/file is not a database|disk image is malformed/.test(error.message)) {
    return new StartupError(
      `${file} is no SQLite database, or a damaged one. Put a backup in its place, or move it away.`,
    )
  }
  const fault = storageFault(error) ?? (isOfFileSystem(error) ? 'failing' : undefined)
  if (!fault) return undefined
  return new StartupError(`The database ${file} cannot be used (${reasonOf(error)}). ${ADVICE[fault]}`, {
    cause: error,
  })
}

/** Such as a file where a folder of the path is expected. */
const isOfFileSystem = (error: Error) => 'syscall' in error || error.message.startsWith('Cannot open database')

/** MikroORM prefixes the reason with the statement. */
const reasonOf = ({ message }: Error) => message.split(' - ').at(-1)?.split('\n')[0]
