import type { TestProject } from 'vitest/node'
import { type Bucket, bucketKeys } from '../servers/bucketKeys.ts'
import { patience } from '../support/patience.ts'
import { startRealAtelier } from './realAtelier.ts'
import type { RunningAtelier } from './runningAtelier.ts'

/** Where Atelier is that all suites of a run on the real stack share. */
export type SharedAtelier = Pick<RunningAtelier, 'gateways' | 'subgraphs' | 'dataFolder'> & { bucket: Bucket }

declare module 'vitest' {
  export interface ProvidedContext {
    sharedAtelier: SharedAtelier | undefined
  }
}

/** Opens that Atelier before the first suite, as starting its many processes for each suite would take minutes. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (project.config.env?.STACK !== 'real') {
    project.provide('sharedAtelier', undefined)
    return undefined
  }
  const { gateways, subgraphs, dataFolder, bucket, close } = await startRealAtelier(patience)
  project.provide('sharedAtelier', { gateways, subgraphs, dataFolder, bucket })
  return close
}

/** The shared Atelier as one suite uses it, which leaves it open. */
export const joinSharedAtelier = (atelier: SharedAtelier): RunningAtelier => ({
  ...atelier,
  objects: prefix => bucketKeys(atelier.bucket, `${prefix}/`),
  close: async () => {},
})
