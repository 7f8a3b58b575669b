import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { describe, expect, it } from 'vitest'
import { workerProcessEnvironment } from './config.ts'

describe('the settings of a worker', () => {
  it('need nothing', () => {
    expect(loadConfig(workerProcessEnvironment, {})).toMatchObject({ port: 4004, kafkaBrokers: [] })
  })

  it('are about Kafka and not about Redis, of which nothing is read', () => {
    expect(() => loadConfig(workerProcessEnvironment, { REDIS_URL: 'nonsense', KAFKA_BROKERS: 'nonsense' })).toThrow(
      /^Invalid settings:\n +KAFKA_BROKERS: must look like .*$/,
    )
  })

  it('name both keys of a MinIO, also where others do not fit', () => {
    expect(() => loadConfig(workerProcessEnvironment, { MINIO_URL: 'http://minio:9000', LANE_STYLE: '0' })).toThrow(
      /LANE_STYLE: .*\n.*MINIO_ACCESS_KEY: is needed where MINIO_URL is set\n.*MINIO_SECRET_KEY: is needed/,
    )
  })
})
