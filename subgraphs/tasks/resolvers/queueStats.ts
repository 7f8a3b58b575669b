import type { QueryResolvers } from './types.generated.ts'

export const queueStats: QueryResolvers['queueStats'] = (_, __, { queueWatch }) => queueWatch.now()
