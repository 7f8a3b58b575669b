import { signedIn } from '@atelier/platform/graphql/signedIn.ts'
import { cancelTask } from '../operations/cancelTask.ts'
import { cancelTasks } from '../operations/cancelTasks.ts'
import { createUpload } from '../operations/createUpload.ts'
import { generateDesign } from '../operations/generateDesign.ts'
import { redriveDeadLetters } from '../operations/redriveDeadLetters.ts'
import { retryTask } from '../operations/retryTask.ts'
import { setTaskPriority } from '../operations/setTaskPriority.ts'
import { transferStyle } from '../operations/transferStyle.ts'
import { toRedrivePayload, toTaskPayload, toTasksPayload, toUploadPayload } from './payloads.ts'
import type { MutationResolvers } from './types.generated.ts'

export const Mutation: MutationResolvers = {
  generateDesign: async (_, { input }, context) =>
    toTaskPayload(await generateDesign(context.deps, signedIn(context), input)),
  transferStyle: async (_, { input }, context) =>
    toTaskPayload(await transferStyle(context.deps, signedIn(context), input)),
  createUpload: async (_, { input }, context) =>
    toUploadPayload(await createUpload(context.deps, signedIn(context), input)),
  cancelTask: async (_, input, context) => toTaskPayload(await cancelTask(context.deps, signedIn(context), input)),
  cancelTasks: async (_, input, context) => toTasksPayload(await cancelTasks(context.deps, signedIn(context), input)),
  retryTask: async (_, input, context) => toTaskPayload(await retryTask(context.deps, signedIn(context), input)),
  setTaskPriority: async (_, input, context) =>
    toTaskPayload(await setTaskPriority(context.deps, signedIn(context), input)),
  redriveDeadLetters: async (_, input, context) =>
    toRedrivePayload(await redriveDeadLetters(context.deps, signedIn(context), input)),
}
