import { DevServersError } from '../contract/devServersError.ts'

/** The first version number in what a program says about itself. */
export function versionIn(text: string): string {
  const found = /\d+\.\d+(\.\d+)?/.exec(text)
  if (!found) throw new DevServersError(`it does not tell its version: ${text}`)
  return found[0]
}
