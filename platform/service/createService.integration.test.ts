import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { expect, it } from 'vitest'
import { createService } from './createService.ts'

it('gives its parts a log whose lines have the name of the service', async () => {
  const { logger, lines } = captureLog({ level: 'info' })
  const service = await createService({ name: 'tasks', log: logger }, async ({ log, openHttp }) => {
    log.info('parts opened')
    return { http: openHttp() }
  })
  await service.close()
  expect(lines).toMatchObject([{ msg: 'parts opened', service: 'tasks' }])
})
