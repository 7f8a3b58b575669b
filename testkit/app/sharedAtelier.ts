import type { TestProject } from 'vitest/node'
import { type Bucket, bucketKeys } from '../servers/bucketKeys.ts'
import { patience } from '../support/patience.ts'
import { startRealAtelier } from './realAtelier.ts'
import type { RunningAtelier } from './runningAtelier.ts'

/** The Atelier shared by all suites of a run on the real stack. */
export type SharedAtelier = Pick<RunningAtelier, 'gateways' | 'subgraphs' | 'dataFolder'> & { bucket: Bucket }

declare module 'vitest' {
  export interface ProvidedContext {
    sharedAtelier: SharedAtelier | undefined
  }
}

/** Starts that Atelier before the first suite, as starting its many processes for each suite would take minutes. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (project.config.env?.STACK !== 'real') {
    project.provide('sharedAtelier', undefined)
    return undefined
  }
  const { gateways, subgraphs, dataFolder, bucket, close } = await startRealAtelier(patience)
  project.provide('sharedAtelier', { gateways, subgraphs, dataFolder, bucket })
  return close
}

/** The shared Atelier for one suite, which does not close it. */
export const joinSharedAtelier = (atelier: SharedAtelier): RunningAtelier => ({
  ...atelier,
  objects: prefix => bucketKeys(atelier.bucket, `${prefix}/`),
  close: async () => {},
})
