import type { ImageModel } from './imageModel.ts'

/** The image models of a worker. */
export interface ModelRegistry {
  /** Model ids, the default first. */
  readonly ids: readonly string[]
  /** @param id `null` for the default. */
  get(id: string | null): ImageModel | undefined
  /** Closes every model. */
  close(): Promise<void>
}

/** @param models the default first; at least one. */
export function createModelRegistry(models: readonly [ImageModel, ...ImageModel[]]): ModelRegistry {
  return {
    ids: models.map(model => model.id),
    get: id => (id === null ? models[0] : models.find(model => model.id === id)),
    async close() {
      await Promise.all(models.map(model => model.close()))
    },
  }
}
