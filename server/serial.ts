/**
 * Runs one task a key at a time. A key asked for while its task runs is run once more afterwards. After a fault
 * the key is tried again with growing pauses, at most a minute apart, until it works.
 */
export function createSerial(
  task: (key: string) => Promise<void>,
  fault: (key: string, error: unknown) => void,
) {
  const running = new Map<string, { again: boolean; done: Promise<void> }>()
  const waiting = new Map<string, { tries: number; timer: NodeJS.Timeout }>()
  let closed = false

  function run(key: string): Promise<void> {
    const known = running.get(key)
    if (known) {
      known.again = true
      return known.done
    }
    const entry = { again: false, done: Promise.resolve() }
    running.set(key, entry)
    entry.done = work(key, entry).finally(() => running.delete(key))
    return entry.done
  }

  async function work(key: string, entry: { again: boolean }): Promise<void> {
    do {
      entry.again = false
      try {
        await task(key)
        clearTimeout(waiting.get(key)?.timer)
        waiting.delete(key)
      } catch (error) {
        fault(key, error)
        later(key)
      }
    } while (entry.again && !closed)
  }

  function later(key: string) {
    const tries = (waiting.get(key)?.tries ?? 0) + 1
    clearTimeout(waiting.get(key)?.timer)
    if (closed) return
    const timer = setTimeout(() => void run(key), Math.min(60_000, 100 * 2 ** tries))
    waiting.set(key, { tries, timer })
  }

  /** Waits until nothing runs for the key. */
  const idle = (key: string) => running.get(key)?.done ?? Promise.resolve()

  /** Starts nothing more and waits for what runs. */
  async function close(): Promise<void> {
    closed = true
    for (const { timer } of waiting.values()) clearTimeout(timer)
    await Promise.allSettled([...running.values()].map((entry) => entry.done))
  }

  return { run, idle, close }
}
