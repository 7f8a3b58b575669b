import { describe, expect, it } from 'vitest'
import { ImageModelError } from '../models/imageModel.ts'
import { failureOf, TaskFailedError } from './taskFailedError.ts'

const rejected = new TaskFailedError('CONTENT_REJECTED', 'No.', { retryable: false })
const unavailable = new ImageModelError('MODEL_UNAVAILABLE', 'Gone.', { retryable: true })

describe('failureOf', () => {
  it('keeps the words of a judgement and of a model', () => {
    expect(failureOf(rejected)).toBe(rejected)
    expect(failureOf(unavailable)).toMatchObject({ code: 'MODEL_UNAVAILABLE', message: 'Gone.', retryable: true })
  })

  it('hides what nobody foresaw', () => {
    const failure = failureOf(new Error('/etc/passwd'))
    expect(failure).toMatchObject({ code: 'INTERNAL', retryable: true })
    expect(failure.message).not.toContain('passwd')
  })

  it('takes of several the one that no other try would mend, else the one that says most', () => {
    expect(failureOf(new AggregateError([unavailable, rejected])).code).toBe('CONTENT_REJECTED')
    expect(failureOf(new AggregateError([new Error('?'), unavailable])).code).toBe('MODEL_UNAVAILABLE')
    expect(failureOf(new AggregateError([])).code).toBe('INTERNAL')
  })
})
