/** By how much a promise is broken, ms: 0 while it may still be kept. `due` is ISO 8601 or ms, `now` is ms. */
export function lateness(due: string | number, now: number): number {
  return Math.max(0, -remaining(due, now))
}

/** How long is left to keep a promise, ms; below 0 once it is broken. `due` is ISO 8601 or ms, `now` is ms. */
export function remaining(due: string | number, now: number): number {
  return (typeof due === 'number' ? due : Date.parse(due)) - now
}
