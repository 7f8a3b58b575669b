import { deferOrClose } from '@atelier/platform/service/closing.ts'
import type { TasksDeps } from '../deps.ts'
import { canView } from './canView.ts'
import { projectRightsChannel } from './channels.ts'
import { listen } from './listen.ts'
import { every } from './timers.ts'

/** The project of a stream. */
export interface Watched {
  projectId: string
  /** Checks the subscriber's access again. */
  canView(): Promise<boolean>
  /** Ends the stream at once. */
  end(): Promise<unknown>
}

/**
 * Ends a stream when its subscriber loses access, which is checked on each change of the project, and at intervals in
 * case that a message was lost.
 */
export async function watchRights(deps: TasksDeps, opened: AsyncDisposableStack, watched: Watched): Promise<void> {
  const { settings, log } = deps
  async function look(): Promise<void> {
    if (!(await canView(watched.canView))) await watched.end()
  }
  const lookNow = () => {
    look().catch(error => log.warn({ err: error }, 'access check of a subscription failed, retrying later'))
  }
  await listen(deps, opened, projectRightsChannel(watched.projectId), lookNow)
  await deferOrClose(opened, every(settings.recheckMs, look, log))
}
