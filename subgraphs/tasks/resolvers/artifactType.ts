import type { ArtifactResolvers } from './types.generated.ts'

export const Artifact: ArtifactResolvers = {
  url: async (artifact, _, { storage, settings }) => {
    const { url } = await storage.signGet(artifact.key, { expiresInMs: settings.artifactUrlMs })
    return url
  },
}
