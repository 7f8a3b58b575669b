import { checkInput } from '@atelier/platform/errors/invalidInput.ts'
import { describe, expect, it } from 'vitest'
import { createUploadInput } from './createUploadInput.ts'
import { generateDesignInput } from './generateDesignInput.ts'
import { transferStyleInput } from './transferStyleInput.ts'

const models = ['procedural']
const design = (over: object) => checkInput(generateDesignInput(models), { projectId: 'p', prompt: 'a boat', ...over })
const transfer = (over: object) =>
  checkInput(transferStyleInput(models), { projectId: 'p', sourceUploadId: 'u', style: 'ink', ...over })
const faultsOf = (result: ReturnType<typeof checkInput>) =>
  result.ok ? [] : result.userErrors.map(({ code, field }) => [code, field?.join('.')])

describe('a request for pictures', () => {
  it('has standards for what is left out or null', () => {
    const standard = {
      style: 'default',
      size: { width: 1024, height: 1024 },
      count: 1,
      priority: 'NORMAL',
      options: null,
    }
    expect(design({})).toMatchObject({ ok: true, value: standard })
    expect(design({ style: null, size: null, count: null, priority: null, options: null, seed: null })).toMatchObject({
      ok: true,
      value: standard,
    })
  })

  it('keeps the words as they were written', () => {
    expect(design({ prompt: '  a "Boat" 🚤\n' })).toMatchObject({ ok: true, value: { prompt: '  a "Boat" 🚤\n' } })
    expect(design({ prompt: '🚤'.repeat(4000) })).toMatchObject({ ok: true })
    for (const prompt of ['👩\u200d👩\u200d👧 in a boat ❤\ufe0f', 'می\u200cخواهم', 'क\u094d\u200dष', 'one\r\n\ttwo']) {
      expect(design({ prompt })).toMatchObject({ ok: true, value: { prompt } })
      expect(transfer({ prompt })).toMatchObject({ ok: true, value: { prompt } })
    }
  })

  it.each([
    [{ prompt: '' }, 'INVALID_PROMPT', 'prompt'],
    [{ prompt: ' \n ' }, 'INVALID_PROMPT', 'prompt'],
    [{ prompt: 'x'.repeat(4001) }, 'INVALID_PROMPT', 'prompt'],
    [{ style: 'baroque' }, 'UNKNOWN_STYLE', 'style'],
    [{ style: 'toString' }, 'UNKNOWN_STYLE', 'style'],
    [{ size: '10x10' }, 'INVALID_SIZE', 'size'],
    [{ size: '5000x5000' }, 'INVALID_SIZE', 'size'],
    [{ size: 'abc' }, 'INVALID_SIZE', 'size'],
    [{ count: 0 }, 'INVALID_COUNT', 'count'],
    [{ count: 99 }, 'INVALID_COUNT', 'count'],
    [{ seed: -1 }, 'INVALID_SEED', 'seed'],
    [{ options: [] }, 'INVALID_OPTIONS', 'options'],
    [{ options: 'fast' }, 'INVALID_OPTIONS', 'options'],
    [{ options: { text: 'x'.repeat(4096) } }, 'INVALID_OPTIONS', 'options'],
    [{ options: { ['x'.repeat(4096)]: 1 } }, 'INVALID_OPTIONS', 'options'],
    [{ options: { a: Array(5_000).fill(1) } }, 'INVALID_OPTIONS', 'options'],
    [{ options: { a: JSON.parse('['.repeat(10) + ']'.repeat(10)) } }, 'INVALID_OPTIONS', 'options'],
    [{ options: { a: [{ b: '\ud800' }] } }, 'INVALID_OPTIONS', 'options'],
    [{ options: { a: [{ '\udc00': 1 }] } }, 'INVALID_OPTIONS', 'options'],
    [{ prompt: 'a boat\0' }, 'INVALID_PROMPT', 'prompt'],
    [{ prompt: '\u001b[2Ja boat' }, 'INVALID_PROMPT', 'prompt'],
    [{ prompt: 'a \u202eboat' }, 'INVALID_PROMPT', 'prompt'],
    [{ prompt: 'a \u2067boat\u2069' }, 'INVALID_PROMPT', 'prompt'],
    [{ prompt: 'a boat \ud83d' }, 'INVALID_PROMPT', 'prompt'],
    [{ prompt: '\udea4 a boat' }, 'INVALID_PROMPT', 'prompt'],
    [{ idempotencyKey: 'k\ud800' }, 'INVALID_IDEMPOTENCY_KEY', 'idempotencyKey'],
    [{ model: 'dream' }, 'UNKNOWN_MODEL', 'model'],
    [{ idempotencyKey: '' }, 'INVALID_IDEMPOTENCY_KEY', 'idempotencyKey'],
    [{ idempotencyKey: 'x'.repeat(201) }, 'INVALID_IDEMPOTENCY_KEY', 'idempotencyKey'],
  ] as const)('refuses wrong fields by name, case %#', (over, code, field) => {
    expect(faultsOf(design(over))).toEqual([[code, `input.${field}`]])
  })

  it('takes options up to their bounds', () => {
    for (const options of [
      { a: 'x'.repeat(4_088) },
      { a: JSON.parse('['.repeat(9) + ']'.repeat(9)) },
      { '🚤': '🚤' },
    ]) {
      expect(design({ options })).toMatchObject({ ok: true, value: { options } })
    }
  })

  it('looks at no more of options, of words and of keys than may be there', () => {
    let looked = 0
    const watched = (target: object): object =>
      new Proxy(target, {
        get(from, name, self) {
          looked++
          const value = Reflect.get(from, name, self)
          return typeof value === 'object' && value !== null ? watched(value) : value
        },
      })
    const rows = Array.from({ length: 100_000 }, () => ({ a: 1 }))
    expect(faultsOf(design({ options: watched({ rows }) }))).toEqual([['INVALID_OPTIONS', 'input.options']])
    expect(looked).toBeLessThan(10)
  })

  it('tells all faults at once', () => {
    expect(faultsOf(design({ prompt: '', size: 'abc', count: 0 })).map(([code]) => code)).toEqual([
      'INVALID_PROMPT',
      'INVALID_SIZE',
      'INVALID_COUNT',
    ])
  })
})

describe('a request to restyle a picture', () => {
  it('takes the picture from an upload or an artifact', () => {
    expect(transfer({})).toMatchObject({ ok: true, value: { strength: 0.8, prompt: '' } })
    expect(transfer({ sourceUploadId: null, sourceArtifactId: 'a' })).toMatchObject({ ok: true })
    expect(transfer({ style: null, styleUploadId: 's' })).toMatchObject({ ok: true })
  })

  it.each([
    [{ sourceArtifactId: 'a' }, 'INVALID_SOURCE', 'sourceUploadId'],
    [{ sourceUploadId: undefined }, 'INVALID_SOURCE', 'sourceUploadId'],
    [{ style: null }, 'INVALID_STYLE', 'style'],
    [{ style: 'baroque' }, 'UNKNOWN_STYLE', 'style'],
    [{ strength: 1.1 }, 'INVALID_STRENGTH', 'strength'],
    [{ strength: -0.1 }, 'INVALID_STRENGTH', 'strength'],
    [{ size: '1x1' }, 'INVALID_SIZE', 'size'],
    [{ prompt: 'x'.repeat(4001) }, 'INVALID_PROMPT', 'prompt'],
    [{ prompt: 'warmer\0' }, 'INVALID_PROMPT', 'prompt'],
    [{ prompt: '\u202ewarmer' }, 'INVALID_PROMPT', 'prompt'],
  ] as const)('refuses wrong fields by name, case %#', (over, code, field) => {
    expect(faultsOf(transfer(over))).toEqual([[code, `input.${field}`]])
  })

  it('tells a missing source beside other faults', () => {
    expect(faultsOf(transfer({ sourceUploadId: null, style: null, strength: 2 })).map(([code]) => code)).toEqual([
      'INVALID_STRENGTH',
      'INVALID_SOURCE',
      'INVALID_STYLE',
    ])
  })
})

describe('a request for an upload', () => {
  it.each(['image/png', 'image/jpeg', 'image/webp'])('takes %s', contentType => {
    expect(checkInput(createUploadInput, { contentType, bytes: 1 })).toMatchObject({ ok: true })
  })

  it.each([
    [{ contentType: 'image/svg+xml', bytes: 1 }, 'INVALID_CONTENT_TYPE'],
    [{ contentType: 'constructor', bytes: 1 }, 'INVALID_CONTENT_TYPE'],
    [{ contentType: 'image/png', bytes: 0 }, 'INVALID_BYTES'],
    [{ contentType: 'image/png', bytes: 20 * 1024 * 1024 + 1 }, 'INVALID_BYTES'],
  ])('refuses %j as %s', (input, code) => {
    expect(faultsOf(checkInput(createUploadInput, input)).map(([name]) => name)).toEqual([code])
  })
})
