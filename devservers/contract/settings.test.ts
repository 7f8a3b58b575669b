import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { readDevServersSettings } from './settings.ts'

it.each([
  ['stands in the home folder unless told otherwise', undefined, join(homedir(), '.cache/atelier')],
  ['may be told from the home folder, also where no shell reads it', '~/servers', join(homedir(), 'servers')],
  ['may be told from the working folder', 'servers~', resolve('servers~')],
])('the folder of programs %s', (_, ATELIER_CACHE, folder) => {
  expect(readDevServersSettings({ ATELIER_CACHE }).atelierCache).toBe(folder)
})
