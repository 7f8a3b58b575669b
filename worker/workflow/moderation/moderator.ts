/** What a moderator says of a prompt. */
export type Verdict = { allowed: true } | { allowed: false; reason: string }

/** Says whether pictures of a prompt may be made. */
export interface Moderator {
  /** `reason` is a sentence for the person who asked. */
  judge(prompt: string, signal: AbortSignal): Promise<Verdict>
}
