/**
 * Increments the counter KEYS[1], whose window of ARGV[1] milliseconds starts with its first increment.
 * Returns the new value and the milliseconds left in the window. Keys do not expire while a script runs, so the counter
 * cannot end between its steps and remain without a window.
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

/** Deletes the lock KEYS[1] if ARGV[1] is its holder. */
export const GIVE_BACK_LOCK = `
  if redis.call('GET', KEYS[1]) == ARGV[1] then
    return redis.call('DEL', KEYS[1])
  end
  return 0
`
