import { describe, expect, it, vi } from 'vitest'
import { closeAll, deferOrClose, openAll } from './closing.ts'

/** Parts that note in which order they are closed, some of which reject. */
function partsWith(closed: string[]) {
  const opened = new AsyncDisposableStack()
  const add = (name: string, error?: Error) =>
    opened.defer(async () => {
      closed.push(name)
      if (error) throw error
    })
  return { opened, add }
}

describe('closing everything', () => {
  it('closes the last first, and the rest where one rejects, whose error counts', async () => {
    const closed: string[] = []
    const { opened, add } = partsWith(closed)
    const [first, later, last] = [new Error('first'), new Error('later'), new Error('last')]
    add('database', last)
    add('server', later)
    add('work', first)
    add('streams')
    const onLaterError = vi.fn()
    await expect(closeAll(opened, onLaterError)).rejects.toBe(first)
    expect(closed).toEqual(['streams', 'work', 'server', 'database'])
    expect(onLaterError.mock.calls).toEqual([[later], [last]])
    expect(first.cause).toMatchObject({ errors: [later, last] })
  })

  it('leaves a cause that the first error had', async () => {
    const closed: string[] = []
    const { opened, add } = partsWith(closed)
    const first = new Error('first', { cause: 'its own' })
    add('database', new Error('later'))
    add('server', first)
    await expect(closeAll(opened, () => {})).rejects.toBe(first)
    expect(first.cause).toBe('its own')
  })
})

describe('opening several things', () => {
  it('gives what was opened, and closes it once', async () => {
    const close = vi.fn()
    const { value, close: closeOpened } = await openAll(
      async opened => {
        opened.defer(close)
        return 'open'
      },
      () => {},
    )
    expect(value).toBe('open')
    await Promise.all([closeOpened(), closeOpened()])
    expect(close).toHaveBeenCalledTimes(1)
  })

  it('closes what was opened when a later part cannot be, whose error counts', async () => {
    const [taken, away] = [new Error('port taken'), new Error('database away')]
    const closed: string[] = []
    const onLaterError = vi.fn()
    const opening = openAll(async opened => {
      opened.defer(() => void closed.push('lock'))
      opened.defer(() => {
        throw away
      })
      throw taken
    }, onLaterError)
    await expect(opening).rejects.toBe(taken)
    expect(closed).toEqual(['lock'])
    expect(onLaterError.mock.calls).toEqual([[away]])
    expect(taken.cause).toMatchObject({ errors: [away] })
  })
})

it('closes at once what was opened when everything else was closed', async () => {
  const opened = new AsyncDisposableStack()
  const closed: string[] = []
  await deferOrClose(opened, () => void closed.push('early'))
  await opened.disposeAsync()
  await deferOrClose(opened, () => void closed.push('late'))
  expect(closed).toEqual(['early', 'late'])
})
