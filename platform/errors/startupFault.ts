/** Why a process cannot start, in words for whoever starts it: they see the message alone, without a stack. */
export class StartupFault extends Error {
  override readonly name: string = 'StartupFault'
}
