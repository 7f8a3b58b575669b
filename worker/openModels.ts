import { createModelRegistry, type ModelRegistry } from './models/modelRegistry.ts'
import type { ModelSettings } from './models/modelSettings.ts'
import { createOpenAiModel } from './models/openai/openaiModel.ts'
import { createProceduralModel } from './models/proceduralModel.ts'

/** The configured models: a model server first, if set, and always the procedural one. */
export function openModels(settings: ModelSettings): ModelRegistry {
  const procedural = createProceduralModel({ threads: settings.renderThreads })
  if (!settings.openaiBaseUrl) return createModelRegistry([procedural])
  const server = createOpenAiModel({
    baseUrl: settings.openaiBaseUrl,
    apiKey: settings.openaiApiKey,
    model: settings.openaiModel,
    sizes: settings.openaiSizes,
    timeoutMs: settings.openaiTimeoutMs,
  })
  return createModelRegistry([server, procedural])
}
