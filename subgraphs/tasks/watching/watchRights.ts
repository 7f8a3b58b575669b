import { deferOrClose } from '@atelier/platform/service/closing.ts'
import type { TasksDeps } from '../deps.ts'
import { canView } from './canView.ts'
import { projectRightsChannel } from './channels.ts'
import { listen } from './listen.ts'
import { every } from './timers.ts'

/** What is watched, by whom. */
export interface Watched {
  projectId: string
  /** Asks anew whether the watcher may see it. */
  sees(): Promise<boolean>
  /** Ends the watching at once. */
  end(): Promise<unknown>
}

/**
 * Ends a stream when its watcher may not see any more what it tells: they look when something about the project has
 * changed, and now and then in case that they were not told.
 */
export async function watchRights(deps: TasksDeps, opened: AsyncDisposableStack, watched: Watched): Promise<void> {
  const { settings, log } = deps
  async function look(): Promise<void> {
    if (!(await canView(watched.sees))) await watched.end()
  }
  const lookNow = () => {
    look().catch(error => log.warn({ err: error }, 'access check of a subscription failed, retrying later'))
  }
  await listen(deps, opened, projectRightsChannel(watched.projectId), lookNow)
  await deferOrClose(opened, every(settings.recheckMs, look, log))
}
