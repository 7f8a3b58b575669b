/**
 * Adds one to the counter KEYS[1], whose window of ARGV[1] milliseconds begins with its first count.
 * Answers the new value and the milliseconds that are left of the window. Time stands still inside a script, so the
 * counter cannot end between its steps and live on without a window.
 */
export const COUNT_IN_WINDOW = `
  local value = redis.call('INCR', KEYS[1])
  local left = redis.call('PTTL', KEYS[1])
  if left < 0 then
    left = tonumber(ARGV[1])
    redis.call('PEXPIRE', KEYS[1], left)
  end
  return { value, left }
`

/** Deletes the lock KEYS[1] if ARGV[1] still holds it. */
export const GIVE_BACK_LOCK = `
  if redis.call('GET', KEYS[1]) == ARGV[1] then
    return redis.call('DEL', KEYS[1])
  end
  return 0
`
