import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node'

/** Ends a run with `N passed, N failed, N skipped` on a line of its own. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const states = modules
      .flatMap(module => [...module.children.allTests()])
      .map((test: TestCase) => test.result().state)
    const count = (state: string) => states.filter(each => each === state).length
    const broken = modules.filter(module => module.state() === 'failed' && !hasFailedTest(module)).length
    const failed = count('failed') + broken + unhandled.length
    const skipped = count('skipped')
    console.log(`${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  }
}

/** A module can fail without a test of it failing, for example when it does not load. */
const hasFailedTest = (module: TestModule) =>
  [...module.children.allTests()].some(test => test.result().state === 'failed')
