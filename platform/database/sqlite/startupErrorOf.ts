import { StartupError } from '../../errors/startupError.ts'
import { type StorageFault, storageFault } from '../../errors/storageFault.ts'

const ADVICE: Readonly<Record<StorageFault, string>> = {
  full: 'Free some room on its disk.',
  readOnly: 'Let this process write it, and the folder that it is in.',
  failing:
    'See that it is a file that this process may read and write, as the folder that it is in, on a disk with room.',
  locked: 'End the process that uses it.',
}

/** Why a file cannot be opened as a database, in words; `undefined` when that is a fault of ours. */
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

/** Such as a file in the place of a folder on the way. */
const isOfFileSystem = (error: Error) => 'syscall' in error || error.message.startsWith('Cannot open database')

/** MikroORM puts the statement before the reason. */
const reasonOf = ({ message }: Error) => message.split(' - ').at(-1)?.split('\n')[0]
