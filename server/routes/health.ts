import type { Plugin } from '../app.ts'
import { Refusal } from '../plugins/errors.ts'

/** How long the store may take to show that it can be written to, ms: balancers give up soon. */
const patience = 2500

/** Whether the process lives (`/livez`) and can take work (`/readyz`): not while it stops, nor without its store. */
export const health: Plugin = (app, { store, stopping }) => {
  let checking: Promise<void> | null = null

  /** One try at a time: while a store is away, those who ask would else pile up behind it. */
  function check(): Promise<void> {
    checking ??= store.check().finally(() => {
      checking = null
    })
    return checking
  }

  const ready = async () => {
    if (stopping()) throw new Refusal(503, 'stopping', 'This node is stopping.')
    await inTime(check()).catch((error: unknown) => {
      throw new Refusal(
        503,
        'storage',
        `The store cannot be written to: ${error instanceof Error ? error.message : error}`,
      )
    })
    return { ready: true }
  }
  app.get('/livez', async () => ({ alive: true }))
  app.get('/readyz', ready)
}

async function inTime(checked: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it has not answered for ${patience} ms.`)), patience)
  })
  await Promise.race([checked, late]).finally(() => clearTimeout(timer))
}
