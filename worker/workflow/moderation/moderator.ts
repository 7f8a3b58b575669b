/** A moderator's verdict on a prompt. */
export type Verdict = { allowed: true } | { allowed: false; reason: string }

/** Decides whether a prompt is allowed. */
export interface Moderator {
  /** `reason` is a sentence for the requester. */
  judge(prompt: string, signal: AbortSignal): Promise<Verdict>
}
