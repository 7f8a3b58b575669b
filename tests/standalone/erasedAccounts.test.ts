import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { startEmbeddedAtelier } from '@atelier/testkit/app/embeddedAtelier.ts'
import { type TestAtelier, withPeople } from '@atelier/testkit/app/testAtelier.ts'
import { filesUnder } from '@atelier/testkit/support/filesUnder.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'

let atelier: TestAtelier
beforeAll(async () => {
  atelier = withPeople(await startEmbeddedAtelier())
})
afterAll(() => atelier.close())

/** A word that stands nowhere else. */
const word = (name: string) => `${name}${randomBytes(6).toString('hex')}`

/** Which of the words stand in which of Atelier's files, in any letter case. */
async function found(words: readonly string[]): Promise<string[]> {
  const finds: string[] = []
  const files = await filesUnder(atelier.dataFolder)
  // None are told of when a folder goes while it is read.
  expect(files).toContain(join(atelier.dataFolder, 'users.sqlite'))
  for (const file of files) {
    // A file may go while others are read.
    const text = (await readFile(file).catch(() => Buffer.alloc(0))).toString('latin1').toLowerCase()
    for (const one of words) if (text.includes(one)) finds.push(`${one} in ${relative(atelier.dataFolder, file)}`)
  }
  return finds
}

const UPDATE_PROFILE = 'mutation ($i: UpdateProfileInput!) { updateProfile(input: $i) { userErrors { code } } }'
const UPDATE_PROJECT = 'mutation ($i: UpdateProjectInput!) { updateProject(input: $i) { userErrors { code } } }'
const DELETE = 'mutation ($p: String!) { deleteAccount(password: $p) { deletedUserId } }'

it('nothing that a person wrote stands in any file after the account is deleted', async () => {
  const [ada, bob] = [await atelier.user(word('zebulon')), await atelier.user('bob')]
  // Names that were there before others, and rows of others before, between and behind.
  const words = {
    firstEmail: word('first'),
    email: word('second'),
    displayName: word('shown'),
    firstName: word('draft'),
    name: word('posters'),
    description: word('purpose'),
    tag: word('tag'),
    prompt: word('harbour'),
    unfinished: word('endless'),
    option: word('option'),
  }
  const all = [ada.username.toLowerCase(), ...Object.values(words)]
  const others = await bob.project('Others')
  await (await others.generate({ prompt: 'a lake', size: '256x256' })).finished()

  for (const email of [words.firstEmail, words.email]) {
    await ada.get(UPDATE_PROFILE, { i: { email: `${email}@example.com`, displayName: words.displayName } })
  }
  const project = await ada.project(words.firstName, { description: words.description, tags: [words.tag] })
  await ada.get(UPDATE_PROJECT, { i: { id: project.id, name: words.name } })
  const options = { note: words.option }
  const done = await project.generate({ prompt: `a ${words.prompt} at dawn`, size: '256x256', count: 2, options })
  expect((await done.finished()).status).toBe('COMPLETED')
  const style = await project.generate({ prompt: `a ${words.prompt} at dusk`, size: '256x256' })
  await (await others.generate({ prompt: 'a hill', size: '256x256' })).finished()
  await style.finished()
  const unfinished = await project.generate({ prompt: `an ${words.unfinished} plain`, size: '1024x1024', count: 8 })
  await unfinished.until(({ status }) => status === 'PROCESSING')
  expect(await found(all)).not.toEqual([])

  await ada.get(DELETE, { p: ada.password })
  await waitUntil(async () => expect(await found(all)).toEqual([]), { timeoutMs: 60_000 })
  // Nor does anything write it anew.
  await (await others.generate({ prompt: 'a wood', size: '256x256' })).finished()
  expect(await found(all)).toEqual([])
})
