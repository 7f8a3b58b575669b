import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import type { ArtifactMade } from '@atelier/schema/messages/generation.ts'
import { artifactKey } from './objectKeys.ts'
import { afterStoring } from './progress.ts'
import type { Node } from './state.ts'

/** Stores every picture at its final key, in order. */
export const store =
  (storage: ObjectStorage): Node =>
  async ({ task, planned, rendered }, run, signal) => {
    const artifacts: ArtifactMade[] = []
    for (const { index, artifactId } of planned.pictures) {
      const picture = rendered.find(one => one.index === index)
      const bytes = picture && (await storage.get(picture.key))
      if (!bytes) throw new Error(`Picture ${index} is gone.`)
      signal.throwIfAborted()
      const key = artifactKey(task.taskId, run.attempt, index)
      await storage.put(key, bytes, { contentType: 'image/png' })
      const artifact = {
        id: artifactId,
        index,
        key,
        contentType: 'image/png',
        width: task.width,
        height: task.height,
        bytes: bytes.length,
        seed: picture.seed,
        model: picture.model,
      }
      artifacts.push(artifact)
      signal.throwIfAborted()
      run.report.artifact(artifact, afterStoring(artifacts.length, task.count))
    }
    return { artifacts }
  }
