import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** The browser for suites that need one. */
export interface TestBrowser {
  /** Whether its suites run: always where `CHROMIUM_PATH` names one, else when one is where Debian puts it. */
  available: boolean
  /** For the end of a suite's name: says when there is none, and where it was looked for. */
  note: string
}

export const testBrowser: TestBrowser =
  process.env.CHROMIUM_PATH !== undefined || existsSync(executablePath)
    ? { available: true, note: '' }
    : { available: false, note: ` (without a browser: there is no ${executablePath}, and CHROMIUM_PATH names none)` }

/** Starts a browser that asks nothing of the network by itself. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
