import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRenderer, type Renderer } from './renderer.ts'

let renderer: Renderer

beforeAll(() => {
  renderer = createRenderer({ threads: 1 })
})

afterAll(() => renderer.close())

const request = { prompt: 'a fox in a forest', style: 'default', width: 128, height: 96, seed: 5 }
const never = new AbortController().signal

describe('the renderer', () => {
  it('gives the same PNG again for the same request', async () => {
    const [one, other] = [await renderer.render(request, never), await renderer.render(request, never)]
    expect(one).toMatchObject({ ok: true })
    expect(one.ok && [...one.png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47])
    expect(other).toEqual(one)
  })

  it.each([
    ['an unknown style', { style: 'cubist' }, 'UNKNOWN_STYLE'],
    ['a side that is too long', { width: 2049 }, 'INVALID_SIZE'],
    ['a source that is no picture', { source: { bytes: Buffer.from('nothing'), strength: 1 } }, 'INVALID_IMAGE'],
  ])('returns why there is no picture: %s', async (_, change, code) => {
    const result = await renderer.render({ ...request, ...change }, never)
    expect(result).toMatchObject({ ok: false, code, retryable: false })
  })

  it('rejects with the reason of a signal that is aborted', async () => {
    const reason = new Error('no longer wanted')
    await expect(renderer.render(request, AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})
