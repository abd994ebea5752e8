import type { Plugin } from '../app.ts'
import { Refusal } from '../plugins/errors.ts'

/** Whether the process lives (`/livez`) and can take work (`/readyz`): not while it stops, nor without its store. */
export const health: Plugin = (app, { store, stopping }) => {
  const ready = async () => {
    if (stopping()) throw new Refusal(503, 'stopping', 'This node is stopping.')
    await store.check().catch((error: unknown) => {
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
