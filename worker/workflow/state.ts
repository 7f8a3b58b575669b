import type { ArtifactMade, GenerationTask } from '@atelier/schema/messages/generation.ts'
import { Annotation, type Runtime } from '@langchain/langgraph'
import type { Plan } from './planning/promptPlanner.ts'
import type { Run } from './run.ts'

/** A rendered picture in object storage, not accepted yet. */
export interface RenderedPicture {
  index: number
  key: string
  seed: number | null
  model: string
  /** The attempt that rendered it. */
  attempt: number
  /** Renderings by that attempt, including this one. */
  tries: number
}

/** A picture that failed inspection. */
export interface RejectedPicture {
  index: number
  /** Renderings by the attempt so far. */
  tries: number
}

/** A picture to render: the input of a branch of the fan-out. */
export interface RenderOrder extends RejectedPicture {
  task: GenerationTask
  plan: Plan
}

/**
 * The state of a task's workflow, stored between steps and attempts. Bytes are in object storage; only their keys are
 * here.
 */
export const State = Annotation.Root({
  task: Annotation<GenerationTask>,
  /** Not named after its node: LangGraph has one namespace for both. */
  planned: Annotation<Plan>,
  /** One per picture; a later one replaces an earlier one. */
  rendered: Annotation<RenderedPicture[]>({
    reducer: (before, news) => [...before.filter(old => !news.some(one => one.index === old.index)), ...news],
    default: () => [],
  }),
  /** Pictures that failed inspection and are to be rendered once more. */
  rejected: Annotation<RejectedPicture[]>({ reducer: (_, news) => news, default: () => [] }),
  artifacts: Annotation<ArtifactMade[]>,
})
export type State = typeof State.State

/** The context of a node besides the state; it is not stored. */
export const Context = Annotation.Root({ run: Annotation<Run> })

export type NodeRuntime = Runtime<typeof Context.State>

/** A step: from the state to its update. */
export type Node<Input = State> = (input: Input, run: Run, signal: AbortSignal) => Promise<typeof State.Update>
