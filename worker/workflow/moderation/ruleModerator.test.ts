import { describe, expect, it } from 'vitest'
import { createRuleModerator } from './ruleModerator.ts'

const moderator = createRuleModerator()
const judge = (prompt: string) => moderator.judge(prompt, new AbortController().signal)

describe('moderation by rules', () => {
  it.each([
    'hardcore PORN poster',
    'a nude child on a beach',
    'children, entirely naked',
    'p\u200born scene',
    'pörn',
    'ＮＳＦＷ portrait',
    'Heil  Hitler, as a flag',
    'a mutilated corpse in a ditch',
  ])('refuses %j and says why', async prompt => {
    expect(await judge(prompt)).toEqual({ allowed: false, reason: expect.stringMatching(/^The prompt .+\.$/) })
  })

  it.each([
    'a lighthouse at dusk',
    'the cathedral of Essex, watercolor',
    'a cockatoo and a great tit on a branch',
    'a killer whale and a shooting star',
    'therapist and grapes in Scunthorpe',
    'a popcorn stand, unicorns',
    'children flying kites on a bare hill',
    'a naked mole-rat in its burrow',
    'classical nude marble sculpture in a museum',
    'kids in the garden, and behind the house on the hill a naked tree',
    'bloody mary on a bar',
    'an anatomical drawing of breast muscles',
    '',
  ])('lets %j pass', async prompt => {
    expect(await judge(prompt)).toEqual({ allowed: true })
  })
})
