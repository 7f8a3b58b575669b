import type { ArtifactMade, GenerationTask } from '@atelier/schema/messages/generation.ts'
import { Annotation, type Runtime } from '@langchain/langgraph'
import type { Plan } from './planning/promptPlanner.ts'
import type { Run } from './run.ts'

/** A picture that was rendered and waits in object storage to be accepted. */
export interface RenderedPicture {
  index: number
  key: string
  seed: number | null
  model: string
  /** The attempt that rendered it. */
  attempt: number
  /** How often that attempt has rendered it, this time included. */
  tries: number
}

/** A picture that was found wanting. */
export interface RejectedPicture {
  index: number
  /** How often the attempt has rendered it so far. */
  tries: number
}

/** A picture that is to be rendered: all that a branch of the fan-out knows. */
export interface RenderOrder extends RejectedPicture {
  task: GenerationTask
  plan: Plan
}

/**
 * What the workflow of a task remembers from step to step, and from one attempt to the next. Bytes are in object
 * storage; here are only their keys.
 */
export const State = Annotation.Root({
  task: Annotation<GenerationTask>,
  /** Not named after the node that makes it: the library keeps both in one set of names. */
  planned: Annotation<Plan>,
  /** One for each picture; a later one takes the place of an earlier one. */
  rendered: Annotation<RenderedPicture[]>({
    reducer: (before, news) => [...before.filter(old => !news.some(one => one.index === old.index)), ...news],
    default: () => [],
  }),
  /** Pictures that were found wanting and are to be rendered once more. */
  rejected: Annotation<RejectedPicture[]>({ reducer: (_, news) => news, default: () => [] }),
  artifacts: Annotation<ArtifactMade[]>,
})
export type State = typeof State.State

/** What a node is given besides the state; it is not remembered. */
export const Context = Annotation.Root({ run: Annotation<Run> })

export type NodeRuntime = Runtime<typeof Context.State>

/** One step: from what is known to what is new. */
export type Node<Input = State> = (input: Input, run: Run, signal: AbortSignal) => Promise<typeof State.Update>
