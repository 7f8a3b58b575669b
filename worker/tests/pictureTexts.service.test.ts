import { drawn } from '@atelier/testkit/worker/testModel.ts'
import { startTestWorker, type TestWorker } from '@atelier/testkit/worker/testWorker.ts'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPngTexts, writePngTexts } from '../models/pngTexts.ts'

const PROMPT = 'a lighthouse for somebody'
const LABEL = { Software: 'Atelier test', model: 'test' }

/** The texts of the one picture that a task gives. */
async function textsOf(lab: TestWorker, given: { embedPrompt?: boolean | null }) {
  const task = lab.task({ prompt: PROMPT, ...given })
  await lab.send(task)
  const [artifact] = (await lab.until(task, 'completed')).artifacts
  const bytes = await lab.storage.get(artifact?.key ?? '')
  expect((await sharp(bytes).metadata()).exif).toBeUndefined()
  return readPngTexts(bytes ?? new Uint8Array())
}

describe.each([
  ['as it is', {}, [LABEL, { prompt: PROMPT }, LABEL]],
  ['that tells everything', { PICTURE_METADATA: 'full' }, [{ prompt: PROMPT }, { prompt: PROMPT }, LABEL]],
  ['that tells nothing', { PICTURE_METADATA: 'none' }, [{}, {}, {}]],
] as const)('a picture of a worker %s', (_, settings, [left, wanted, unwanted]) => {
  let lab: TestWorker
  beforeAll(async () => {
    lab = await startTestWorker({ settings })
    // A model that writes more than was asked for.
    lab.model.behaviour = async request => {
      const image = await drawn(request)
      return { ...image, bytes: writePngTexts(image.bytes, { prompt: request.prompt, parameters: 'steps' }) }
    }
  })
  afterAll(() => lab.close())

  it.each([
    ['nothing was chosen', {}, left],
    ['its prompt was to be in it', { embedPrompt: true }, wanted],
    ['its prompt was not to be in it', { embedPrompt: false }, unwanted],
  ] as const)('says what it may where %s', async (_, given, texts) => {
    const found = await textsOf(lab, given)
    if ('prompt' in texts) expect(found).toMatchObject({ ...LABEL, ...texts, seed: '7', style: 'default' })
    else expect(found).toEqual(texts)
  })
})
