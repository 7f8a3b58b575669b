import { DevServersError } from '../contract/devServersError.ts'

/** The first version number in a program's output. */
export function versionIn(text: string): string {
  const found = /\d+\.\d+(\.\d+)?/.exec(text)
  if (!found) throw new DevServersError(`it has no version number: ${text}`)
  return found[0]
}
