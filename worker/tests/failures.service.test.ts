import { drawn, untilAborted } from '@atelier/testkit/worker/testModel.ts'
import { startTestWorker, type TestWorker } from '@atelier/testkit/worker/testWorker.ts'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ImageModelError } from '../models/imageModel.ts'

let lab: TestWorker

beforeAll(async () => {
  lab = await startTestWorker()
})
afterAll(() => lab.close())
beforeEach(() => {
  lab.model.behaviour = async () => undefined
  lab.model.requests.length = 0
})

const failing = (error: Error) => async () => {
  throw error
}

describe('a failure', () => {
  it('is final for a prompt that may not be made, and nothing is rendered', async () => {
    const task = lab.task({ prompt: 'hardcore porn' })
    await lab.send(task)
    expect((await lab.until(task, 'failed')).error).toMatchObject({ code: 'CONTENT_REJECTED', retryable: false })
    expect(lab.model.requests).toEqual([])
  })

  it('is final for a model that is not there', async () => {
    const task = lab.task({ model: 'sketchbot' })
    await lab.send(task)
    expect((await lab.until(task, 'failed')).error).toMatchObject({ code: 'UNKNOWN_MODEL', retryable: false })
  })

  it('is final for a source picture that is gone', async () => {
    const transfer = { source: { key: 'uploads/gone', contentType: 'image/png' }, styleReference: null, strength: 1 }
    const task = lab.task({ type: 'STYLE_TRANSFER', transfer })
    await lab.send(task)
    expect((await lab.until(task, 'failed')).error).toMatchObject({ code: 'SOURCE_MISSING', retryable: false })
  })

  it('of a model in passing is overcome by two more tries', async () => {
    lab.model.behaviour = async () => {
      if (lab.model.requests.length < 3) throw new ImageModelError('MODEL_UNAVAILABLE', 'Gone.', { retryable: true })
      return undefined
    }
    const task = lab.task()
    await lab.send(task)
    await lab.until(task, 'completed')
    expect(lab.model.requests).toHaveLength(3)
  })

  it('of a model that lasts is told as retryable, in the words of the model', async () => {
    lab.model.behaviour = failing(new ImageModelError('MODEL_UNAVAILABLE', 'Out of order.', { retryable: true }))
    const task = lab.task()
    await lab.send(task)
    const { error } = await lab.until(task, 'failed')
    expect(error).toEqual({ code: 'MODEL_UNAVAILABLE', message: 'Out of order.', retryable: true })
    expect(lab.model.requests).toHaveLength(3)
  })

  it('that no other try would mend is not tried again', async () => {
    lab.model.behaviour = failing(new ImageModelError('MODEL_AUTH', 'No key.', { retryable: false }))
    const task = lab.task()
    await lab.send(task)
    expect((await lab.until(task, 'failed')).error).toMatchObject({ code: 'MODEL_AUTH', retryable: false })
    expect(lab.model.requests).toHaveLength(1)
  })

  it('that nobody foresaw says nothing of our insides', async () => {
    lab.model.behaviour = failing(new TypeError('secret.path is undefined'))
    const task = lab.task()
    await lab.send(task)
    expect((await lab.until(task, 'failed')).error).toEqual({
      code: 'INTERNAL',
      message: 'Something went wrong in the worker.',
      retryable: true,
    })
  })

  it('of a model that takes too long is told as a time-out, without another try', async () => {
    const hasty = await startTestWorker({ settings: { RENDER_TIMEOUT_MS: '30' } })
    hasty.model.behaviour = (_, signal) => untilAborted(signal)
    const task = hasty.task()
    await hasty.send(task)
    expect((await hasty.until(task, 'failed')).error).toMatchObject({ code: 'MODEL_TIMEOUT', retryable: true })
    expect(hasty.model.requests).toHaveLength(1)
    await hasty.close()
  })

  it('of one picture to come out well is mended by rendering that one again', async () => {
    lab.model.behaviour = async request =>
      lab.model.requests.length === 1 ? drawn({ ...request, width: request.width / 2 }) : undefined
    const task = lab.task({ count: 3 })
    await lab.send(task)
    await lab.until(task, 'completed')
    expect(lab.model.requests).toHaveLength(4)
  })

  it('of a picture to come out well at all is told as such', async () => {
    const blank = sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } })
    lab.model.behaviour = async request => ({ ...(await drawn(request)), bytes: await blank.png().toBuffer() })
    const task = lab.task()
    await lab.send(task)
    expect((await lab.until(task, 'failed')).error).toMatchObject({ code: 'BAD_IMAGE', retryable: true })
    expect(lab.model.requests).toHaveLength(2)
  })
})
