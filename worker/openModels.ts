import { createModelRegistry, type ModelRegistry } from './models/modelRegistry.ts'
import type { ModelSettings } from './models/modelSettings.ts'
import { createOpenAiModel } from './models/openai/openaiModel.ts'
import { createProceduralModel } from './models/proceduralModel.ts'

/** The models that the settings name: the procedural one always, and before it a model server where there is one. */
export function openModels(settings: ModelSettings): ModelRegistry {
  const procedural = createProceduralModel({ threads: settings.RENDER_THREADS })
  if (!settings.OPENAI_BASE_URL) return createModelRegistry([procedural])
  const server = createOpenAiModel({
    baseUrl: settings.OPENAI_BASE_URL,
    apiKey: settings.OPENAI_API_KEY,
    model: settings.OPENAI_MODEL,
    sizes: settings.OPENAI_SIZES,
    timeoutMs: settings.OPENAI_TIMEOUT_MS,
  })
  return createModelRegistry([server, procedural])
}
