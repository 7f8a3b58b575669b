import { ServicesFault } from './fault.ts'

/** The first version number in what a program says about itself. */
export function versionIn(text: string): string {
  const found = /\d+\.\d+(\.\d+)?/.exec(text)
  if (!found) throw new ServicesFault(`it does not tell its version: ${text}`)
  return found[0]
}
