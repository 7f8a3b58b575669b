import { END, NodeTimeoutError, type RetryPolicy, Send, START, StateGraph } from '@langchain/langgraph'
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { ImageModelError } from '../models/imageModel.ts'
import { type InspectDeps, inspect } from './inspect.ts'
import { moderate } from './moderate.ts'
import type { Moderator } from './moderation/moderator.ts'
import { plan } from './plan.ts'
import type { PromptPlanner } from './planning/promptPlanner.ts'
import { type RenderDeps, render } from './render.ts'
import type { Run } from './run.ts'
import { Context, type Node, type NodeRuntime, type RejectedPicture, type RenderOrder, State } from './state.ts'
import { store } from './store.ts'
import { TaskFailedError } from './taskFailedError.ts'

export interface GraphDeps extends RenderDeps, InspectDeps {
  checkpointer: BaseCheckpointSaver
  moderator: Moderator
  planner: PromptPlanner
  /** Milliseconds before the first retry of a node; doubled for the second. */
  retryMs: number
}

/** Timeout in milliseconds of a step other than rendering; a picture's timeout starts once it has its slot. */
const STEP_TIMEOUT_MS = 30_000

/**
 * The first attempt and two retries. No client below a node retries by itself, and the task has its own attempts above.
 */
const TRIES = 3

export type TaskGraph = ReturnType<typeof createGraph>

/** The workflow of a task: moderate, plan, render each picture in its own branch, inspect, store. */
export function createGraph(deps: GraphDeps) {
  const retried = { retryPolicy: retryPolicy(deps.retryMs) }
  const timed = { ...retried, timeout: STEP_TIMEOUT_MS }
  return new StateGraph(State, Context)
    .addNode('moderate', inContext(moderate(deps.moderator)), timed)
    .addNode('plan', inContext(plan(deps.planner, deps.models)), timed)
    .addNode('render', inContext(render(deps)), retried)
    .addNode('inspect', inContext(inspect(deps)), timed)
    .addNode('store', inContext(store(deps.storage)), timed)
    .addEdge(START, 'moderate')
    .addEdge('moderate', 'plan')
    .addConditionalEdges('plan', renderAll, ['render'])
    .addEdge('render', 'inspect')
    .addConditionalEdges('inspect', renderAgainOrStore, ['render', 'store'])
    .addEdge('store', END)
    .compile({ checkpointer: deps.checkpointer })
}

const renderAll = (state: State): Send[] =>
  state.planned.pictures.map(({ index }) => branch(state, { index, tries: 0 }))

const renderAgainOrStore = (state: State): Send[] | 'store' =>
  state.rejected.length > 0 ? state.rejected.map(picture => branch(state, picture)) : 'store'

const branch = ({ task, planned: plan }: State, picture: RejectedPicture): Send =>
  new Send('render', { task, plan, ...picture } satisfies RenderOrder)

/** Adapts a node to LangGraph; its work is tracked by the run until it ends. */
const inContext =
  <Input>(node: Node<Input>) =>
  (input: Input, runtime: NodeRuntime) => {
    const run = runOf(runtime)
    return run.effects.add(node(input, run, runtime.signal))
  }

function runOf(runtime: NodeRuntime): Run {
  if (!runtime.context) throw new Error('The graph was run without its context.')
  return runtime.context.run
}

const retryPolicy = (initialInterval: number): RetryPolicy => ({
  maxAttempts: TRIES,
  initialInterval,
  backoffFactor: 2,
  jitter: false,
  logWarning: false,
  retryOn: isTransient,
})

/**
 * Retries any error except a verdict, as models, storage and database may fail transiently. A timeout is not transient,
 * so the task waits for its next attempt.
 */
function isTransient(error: unknown): boolean {
  if (error instanceof ImageModelError) return error.retryable && error.code !== 'MODEL_TIMEOUT'
  if (error instanceof TaskFailedError || error instanceof NodeTimeoutError) return false
  return !(error instanceof Error && error.name === 'AbortError')
}
